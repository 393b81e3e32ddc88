"""What stands in for the outside world in tests."""
