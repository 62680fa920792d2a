"""Feeds for readers: RSS, Atom and JSON Feed."""
