"""Reads the tables in `resources/rulepacks` into what the rules work with."""
