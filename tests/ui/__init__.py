"""Tests of views and presenters, offscreen."""
