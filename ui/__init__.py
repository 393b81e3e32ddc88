"""How the station looks: the window and the commands."""
