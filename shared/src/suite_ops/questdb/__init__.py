"""A QuestDB to try the database sync worker with."""
