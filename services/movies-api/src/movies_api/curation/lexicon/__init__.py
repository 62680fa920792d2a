"""Judging films offline by the words of their descriptions."""
