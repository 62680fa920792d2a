"""The suite in a browser: the page, and what no single service can tell."""
