"""Runs that wait for an editor: what they are, and what is decided about them."""
