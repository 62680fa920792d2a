"""Film catalogues of others."""
