"""What is kept here and what has reached the upstream platform."""
