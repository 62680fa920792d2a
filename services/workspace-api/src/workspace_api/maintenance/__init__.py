"""Daily upkeep: partitions, retention, pruning."""
