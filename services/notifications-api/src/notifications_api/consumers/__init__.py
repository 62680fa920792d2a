"""What this service does with events."""
