"""Counting views."""
