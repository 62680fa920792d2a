"""Categories: the columns of meaning an item belongs to."""
