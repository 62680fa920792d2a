"""Articles: the documented routes, and what all routes know of an article."""
