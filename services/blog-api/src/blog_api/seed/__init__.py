"""Example blogs of a new installation."""
