"""Sending a finished PDF to a printer and saying truthfully what became of it."""
