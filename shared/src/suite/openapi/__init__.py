"""OpenAPI from the declarations that guard the routes and the schemas that parse their input."""

from suite.openapi.document import build_document

__all__ = ["build_document"]
