"""Kanban workspace: items, categories, history and change feed on port 3200."""
