"""The daily upkeep."""
