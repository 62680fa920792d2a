"""Fixtures for the tests of every service: a real PostgreSQL, clones of one migrated template a service."""
