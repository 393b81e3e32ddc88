"""How what the desk knows is kept: the encrypted store."""
