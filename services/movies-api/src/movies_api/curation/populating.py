"""Films from TMDB into the catalogue."""

from argparse import Namespace
from typing import Any

from movies_api.curation.errors import NotConfigured
from movies_api.curation.sources import Subject
from movies_api.settings import Settings
from suite.database import Database


def is_configured(settings: Settings) -> bool:
    """Whether TMDB can be asked."""
    return bool(settings.tmdb_api_key or settings.tmdb_access_token)


def populated_film(database: Database, settings: Settings, arguments: Namespace) -> Subject:
    """The film as TMDB knows it."""
    raise NotConfigured("TMDB_API_KEY is missing")


def populate_films(database: Database, settings: Settings, arguments: Namespace) -> tuple[dict[str, Any], int]:
    """Store films."""
    raise NotConfigured("TMDB_API_KEY is missing")
