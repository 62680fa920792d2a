"""Assembly of movies-api."""

from movies_api.errors import envelope
from movies_api.settings import Settings
from suite.http import Service
from suite.logs import configure_service_logging
from suite.settings import load_settings

LARGEST_BODY = 100 * 1024


def create_app(settings: Settings | None = None) -> Service:
    """The WSGI application of movies-api."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    service = Service(
        __name__,
        settings,
        title="movies-api",
        description="Films by feeling and intention: sentiments, journeys, suggestions, catalogue and search.",
        envelope=envelope,
        max_body_bytes=LARGEST_BODY,
    )
    return service
