"""The version a document gives itself."""

from documentation_api.specs.comparison.sides import mapping
from documentation_api.specs.examination.parser import Document


def stamped(document: Document, version: str) -> Document:
    """A document that says `version` of itself; its own object is left alone."""
    return {**document, "info": {**mapping(document.get("info")), "version": version}}
