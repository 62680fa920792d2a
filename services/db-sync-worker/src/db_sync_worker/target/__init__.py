"""The target: PostgreSQL, schema market, and what the worker remembers in schema sync."""
