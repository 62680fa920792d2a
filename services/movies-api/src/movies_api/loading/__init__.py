"""Rows by the batch: what seeds and importers share."""
