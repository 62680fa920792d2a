"""Fixtures for the tests of every service: a real PostgreSQL, one migrated template a service, clones of it."""
