"""How well the documents are kept."""
