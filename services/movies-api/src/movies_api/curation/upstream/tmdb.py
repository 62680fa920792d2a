"""TMDB as a source of films."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from movies_api.curation.errors import FilmUnknown, ProviderNotConfigured, UpstreamFailed
from movies_api.curation.upstream.answers import StoredAnswers
from movies_api.curation.upstream.members import whole, word
from movies_api.curation.upstream.pace import Pace
from movies_api.settings import Settings
from movies_api.tmdb.exchange import TmdbExchange, has_credentials
from suite.outbound.exchange import ExchangeFailed
from suite.text.folding import fold

READ_SECONDS = 10.0
KEPT_DAYS = 7
SOURCE = "tmdb"
ATTRIBUTION = "This product uses the TMDB API but is not endorsed or certified by TMDB."
PARTS = "credits,keywords,release_dates,videos,watch/providers,external_ids"
PORTUGUESE, ENGLISH = "pt-BR", "en-US"
LEAST_SIMILARITY, CONTAINED = 0.6, 0.8


class Tmdb:
    """Finds films and reads their parts."""

    def __init__(self, settings: Settings, answers: StoredAnswers, pace: Pace) -> None:
        if not has_credentials(settings):
            raise ProviderNotConfigured("TMDB_API_KEY is missing")
        self._exchange = TmdbExchange(settings, READ_SECONDS)
        self._answers, self._pace = answers, pace

    def details(self, tmdb_id: int) -> dict[str, Any]:
        """A film with all its parts; FilmUnknown, UpstreamFailed."""
        answer = self._get(
            f"/movie/{tmdb_id}",
            language=PORTUGUESE,
            append_to_response=PARTS,
            include_video_language="pt,en,null",
        )
        if not isinstance(answer, dict) or answer.get("id") != tmdb_id:
            raise UpstreamFailed("TMDB: another film than asked for")
        return answer

    def find(self, title: str, year: int | None) -> int:
        """The id of the film of a title and year; FilmUnknown."""
        for language, dated in ((PORTUGUESE, True), (ENGLISH, True), (PORTUGUESE, False)):
            found = max(self._rated(title, year, language, dated), default=None)
            if found is not None:
                return found[2]
        raise FilmUnknown(f"TMDB has no film {title!r} of {year or 'any year'}")

    def english_name(self, person_id: int, otherwise: str) -> str:
        """The name of a person in Latin letters."""
        answer = self._get(f"/person/{person_id}", language=ENGLISH)
        name = answer.get("name") if isinstance(answer, dict) else None
        return name if isinstance(name, str) and name else otherwise

    def _rated(self, title: str, year: int | None, language: str, dated: bool) -> Iterator[tuple[float, float, int]]:
        dating = {"year": year} if dated and year else {}
        answer = self._get("/search/movie", language=language, query=title, **dating)
        results = answer.get("results") if isinstance(answer, dict) else None
        for film in results if isinstance(results, list) else []:
            number = whole(film, "id") if isinstance(film, dict) else None
            if number is None or (year and (word(film, "release_date") or "")[:4] != str(year)):
                continue
            likeness = max(similarity(title, word(film, name) or "") for name in ("title", "original_title"))
            if likeness > LEAST_SIMILARITY:
                popularity = film.get("popularity")
                yield likeness, popularity if isinstance(popularity, int | float) else 0.0, number

    def _get(self, path: str, **parameters: Any) -> Any:
        def fetch() -> Any:
            self._pace.wait()
            return self._exchange.get(path, parameters)

        try:
            return self._answers.get(path, parameters, fetch)
        except ExchangeFailed as failure:
            if failure.status == 404:
                raise FilmUnknown("TMDB does not know it") from None
            raise UpstreamFailed(f"TMDB: {failure}") from None


def similarity(title: str, found: str) -> float:
    """0 to 1; 0.8 at least when one title holds the other."""
    one, other = fold(title).strip(), fold(found).strip()
    if not one or not other:
        return 0.0
    ratio = SequenceMatcher(None, one, other).ratio()
    return max(ratio, CONTAINED) if one in other or other in one else ratio
