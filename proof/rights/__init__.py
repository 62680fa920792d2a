"""Who may do what: every documented operation, called by everybody."""
