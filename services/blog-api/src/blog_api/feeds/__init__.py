"""Feeds for readers: RSS and JSON Feed."""
