"""How well searches answer: judged questions over real pages, ours beside SQLite FTS5 and tantivy on the same files."""
