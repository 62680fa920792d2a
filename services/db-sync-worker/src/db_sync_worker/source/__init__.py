"""The source: QuestDB over HTTP."""
