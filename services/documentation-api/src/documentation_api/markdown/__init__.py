"""Markdown documents: reading, indexing, searching."""
