"""Who judges films: services over HTTP, and the lexicon offline."""
