"""Why something does not work, one module per place to look."""
