"""Files: read in pieces, judged by their content, kept in the database, sent in ranges."""
