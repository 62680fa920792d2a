"""The old blog as CSV files, one a table."""
