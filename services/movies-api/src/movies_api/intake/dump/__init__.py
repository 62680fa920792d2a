"""The CSV dump of older releases, and the current journeys that came after it."""
