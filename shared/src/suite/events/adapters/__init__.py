"""What carries messages: PostgreSQL, Google Pub/Sub, memory."""
