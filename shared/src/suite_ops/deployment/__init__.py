"""Another version in place of this one, without an outage."""
