"""From a notification to a mail."""
