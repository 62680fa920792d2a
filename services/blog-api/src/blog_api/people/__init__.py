"""Who may edit which blog."""
