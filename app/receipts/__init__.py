"""Papers handed to the visitor: what they say, and their PDF (domain reference 8)."""
