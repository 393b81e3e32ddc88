"""Signing in, unlocking, recovering a password."""
