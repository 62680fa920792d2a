"""Verification of the history of all items."""
