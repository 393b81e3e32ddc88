"""Matters known here, their course, and recording its next step."""
