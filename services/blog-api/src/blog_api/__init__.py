"""Blogs of many tenants."""
