"""History: every change of an item, chained by hashes."""
