"""Films by feeling and intention: sentiments, journeys, suggestions, catalogue and search."""
