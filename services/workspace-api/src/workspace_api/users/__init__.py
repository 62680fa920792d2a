"""Users: what the service keeps about each of them."""
