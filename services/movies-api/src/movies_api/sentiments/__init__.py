"""Sentiments: how people feel when they come."""
