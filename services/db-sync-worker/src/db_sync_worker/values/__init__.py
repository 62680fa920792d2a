"""From the text of the source to the text PostgreSQL stores."""
