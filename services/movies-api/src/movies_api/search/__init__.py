"""Search over titles, people and descriptions."""
