"""What a part needs and this machine has not."""


class MachineLacks(Exception):
    """Something cannot be tried on this machine; the text says why in one line."""
