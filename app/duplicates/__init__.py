"""Finding a matter that is already known: the program ranks, a person decides (domain reference 4.1)."""
