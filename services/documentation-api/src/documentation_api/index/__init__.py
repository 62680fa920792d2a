"""The root of the API."""
