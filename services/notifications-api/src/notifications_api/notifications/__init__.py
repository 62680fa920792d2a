"""Notifications: stored, listed, read."""
