"""Streams over HTTP: what they do, what they did, what they shall do."""
