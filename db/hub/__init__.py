"""The hub's own tables, on PostgreSQL or in one SQLite file; the code is the same."""
