"""Pages of the public site: start, film, sentiment, journey."""
