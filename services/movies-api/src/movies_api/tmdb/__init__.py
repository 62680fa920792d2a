"""TMDB behind a proxy that keeps the key."""
