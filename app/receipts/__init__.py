"""The papers a visitor takes home: what they say and how they look."""
