"""Firecrawl as a dependency: called with limits, watched, its answers translated."""
