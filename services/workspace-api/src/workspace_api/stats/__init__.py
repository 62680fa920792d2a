"""Numbers about a user's items."""
