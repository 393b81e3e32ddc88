"""Open matters by due date."""
