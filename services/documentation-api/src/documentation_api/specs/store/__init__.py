"""Specs and their versions: stored, listed, taken in from files."""
