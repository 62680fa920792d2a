"""Single pages: fetched, cached, shared between concurrent callers."""
