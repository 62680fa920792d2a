"""Posters of films that have none: drawn with title and year."""
