"""Systems: what the portal knows about, and whether it answers."""
