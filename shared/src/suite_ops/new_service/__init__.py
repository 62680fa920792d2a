"""A new service from templates, and its removal: code, manifest, role, checks and everything generated."""
