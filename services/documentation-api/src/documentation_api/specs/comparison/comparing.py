"""Comparing two documents, by the name that programs outside import; `comparison.difference` does it."""

from documentation_api.specs.comparison.difference import compare_documents

__all__ = ["compare_documents"]
