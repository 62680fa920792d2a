"""What the programs wrote, from files or the journal."""
