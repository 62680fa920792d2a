"""What a request for no route is answered with."""

from collections.abc import Mapping
from typing import Any

from suite.errors import NotFound


class RouteNotFound(NotFound):
    """Route not found"""

    def __init__(self, environ: Mapping[str, Any]) -> None:
        # WSGI hands the bytes of a path over as latin-1.
        path = str(environ["suite.path"]).encode("latin-1").decode("utf-8", "replace")
        super().__init__(f"Route not found: {environ['REQUEST_METHOD']} {path}")
