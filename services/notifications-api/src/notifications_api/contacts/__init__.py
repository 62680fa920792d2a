"""Where people get their mail, and in which language."""
