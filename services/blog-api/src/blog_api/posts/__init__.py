"""Articles as the frontend reads them."""
