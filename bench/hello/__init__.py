"""A constant body under the whole stack of the suite."""
