"""Intentions: what people want to do with a feeling."""
