"""The station's side of staying in step with its hub."""
