"""What lies between the services and what they stand on: slow, cut, silent, half open; and how they bear it."""
