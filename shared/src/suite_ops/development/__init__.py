"""Changing code while it runs: what is saved is served."""
