"""Text that strangers wrote: made storable, read from YAML and front matter, folded for searches, made into slugs."""
