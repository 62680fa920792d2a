"""The front page of the API."""
