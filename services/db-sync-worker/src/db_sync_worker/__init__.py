"""Keeps tables of PostgreSQL equal to time series of QuestDB, and proves it."""
