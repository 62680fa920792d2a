"""Messages that Google Pub/Sub pushes."""
