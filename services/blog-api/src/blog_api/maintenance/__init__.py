"""Upkeep: old views, counters, broken references."""
