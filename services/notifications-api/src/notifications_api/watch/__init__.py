"""Services that do not answer."""
