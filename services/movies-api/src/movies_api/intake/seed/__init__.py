"""The first catalogue of a new installation."""
