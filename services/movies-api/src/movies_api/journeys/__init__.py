"""Journeys: from a feeling and an intention to films."""
