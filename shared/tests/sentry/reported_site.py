"""A service whose one route raises, for gunicorn."""

import os

from flask import Blueprint

from suite.http import PUBLIC, Call, Reply, endpoint
from suite_testing.sample import sample_service

routes = Blueprint("reported", __name__)


@routes.get("/broken/<name>")
@endpoint(PUBLIC, "Raise", replies={200: "Never"})
def break_down(call: Call, name: str) -> Reply:
    """Raise what no code expects."""
    raise RuntimeError(f"broken for {name}")


application = sample_service(
    routes,
    METRICS_ACCESS="open",
    **{name: value for name, value in os.environ.items() if name.startswith("SENTRY_")},
)
