"""A bare Debian 12 with systemd as its first process, that follows docs/operations.md to the letter."""
