"""A version that others can install: its number everywhere, its changes, its tag, its image, what it is made of."""
