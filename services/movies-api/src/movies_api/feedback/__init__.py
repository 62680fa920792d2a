"""What visitors thought of suggested films, under a key of their own making."""
