"""Reading a document, by the name that programs outside import; `examination.parser` does it."""

from documentation_api.specs.examination.parser import parse_document

__all__ = ["parse_document"]
