"""Finding a matter that is already known."""
