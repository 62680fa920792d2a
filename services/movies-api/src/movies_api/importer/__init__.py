"""Films and journeys from files: the CSV dump of older releases, TMDB tables, Wikipedia lists."""
