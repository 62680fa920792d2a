"""How services, containers and the database are, and how that is told."""
