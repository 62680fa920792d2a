"""Items out and in as CSV and NDJSON."""
