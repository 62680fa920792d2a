"""Suggestions computed from a feeling and an intention."""
