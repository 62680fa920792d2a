"""Models of others that answer in JSON: asked twice at most, one after the other, every call on record."""
