"""Streams: what is copied from where to where."""
