"""Use cases: one function each, (command, session) -> result."""
