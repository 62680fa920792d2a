"""One page of the web: fetched within limits and turned into the formats callers ask for."""
