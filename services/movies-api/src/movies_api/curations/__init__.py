"""Daily curations."""
