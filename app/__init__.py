"""What the desk knows: rules, reading, papers. No Qt, no SQL."""
