"""Tests of the station; a package so that fakes are imported by name."""
