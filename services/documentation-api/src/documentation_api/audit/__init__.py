"""Who changed what: an entry for every change, chained by hashes per entity."""
