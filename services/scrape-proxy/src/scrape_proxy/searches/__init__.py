"""Search of the web, through an engine the operator names."""
