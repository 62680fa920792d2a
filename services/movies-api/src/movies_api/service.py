"""What movies-api holds beside what every service has."""

from typing import Any, ClassVar

from movies_api.errors import InvalidIdentifier
from movies_api.settings import Settings
from movies_api.suggestions.shelf import SuggestionShelf
from movies_api.tmdb.client import TmdbClient
from movies_api.wording import envelope_for
from suite.audit import Sealer
from suite.http import Call, Service
from suite.http.fields.segments import NUMBER_SEGMENT, UUID_SEGMENT

JSON_TYPE = "application/json; charset=utf-8"
LARGEST_BODY = 100 * 1024


class MoviesService(Service[Settings]):
    """`sealer` seals what editors change, `shelf` has what suggestions need often, `tmdb` what TMDB answered."""

    segments: ClassVar[dict[str, dict[str, Any]]] = {
        **dict.fromkeys(("sentiment_id", "intention_id", "option_id"), NUMBER_SEGMENT),
        "film_id": UUID_SEGMENT,
    }

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            "movies_api",
            settings,
            title="movies-api",
            description="Films by feeling and intention: sentiments, journeys, suggestions, catalogue, search.",
            envelope_of=envelope_for,
            nul_in_path=lambda _: InvalidIdentifier(),
            unlimited_paths=("/api/movie/health",),
            json_type=JSON_TYPE,
            reflect_origin=True,
            max_body_bytes=LARGEST_BODY,
        )
        self.sealer = Sealer.of_key(settings.audit_key)
        self.shelf = SuggestionShelf(settings.cache_ttl_seconds)
        self.tmdb = TmdbClient(settings)


MovieCall = Call[MoviesService]
