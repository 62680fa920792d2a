"""Rows the entries read."""
