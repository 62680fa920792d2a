"""Programs killed and frozen, a disk filled: how long until all answers again, and whether a write was lost."""
