"""Shared parts, each usable alone."""
