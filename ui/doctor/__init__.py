"""Self test of a desk: one function a check, shown by `station doctor` and by the settings page."""
