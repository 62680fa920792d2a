"""What changed between two versions of an API, and whether it breaks its callers."""
