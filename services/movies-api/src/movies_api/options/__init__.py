"""Journey options, the answers people choose from."""
