"""Films of the day, picked by editors."""
