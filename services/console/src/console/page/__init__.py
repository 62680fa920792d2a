"""The built page and what it is told first."""
