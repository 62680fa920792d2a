"""The PostgreSQL of the suite: found or made, started, prepared, migrated."""
