"""Which blog a request is about."""
