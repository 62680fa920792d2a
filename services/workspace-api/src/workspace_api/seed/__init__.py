"""Example items of a new installation."""
