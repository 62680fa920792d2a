"""What the database does now, and what it holds that costs without use."""
