"""OMDb as a source of ratings and awards; a film does without when it fails."""

import logging
import re
from typing import Any

from movies_api.curation.upstream.answers import StoredAnswers
from movies_api.settings import Settings
from suite.outbound.exchange import Exchange, ExchangeFailed

logger = logging.getLogger(__name__)
READ_SECONDS = 10.0
KEPT_DAYS = 30
SOURCE = "omdb"
ATTRIBUTION = "Ratings and awards: OMDb API, CC BY-NC 4.0."
_IMDB = re.compile(r"tt[0-9]{5,10}")
_PERCENT, _OF_HUNDRED = re.compile(r"([0-9]{1,3})%"), re.compile(r"([0-9]{1,3})/100")


class Omdb:
    """Reads OMDb; without a key it knows nothing."""

    def __init__(self, settings: Settings, answers: StoredAnswers) -> None:
        self._key = settings.omdb_api_key
        self._base = settings.omdb_base_url
        self._exchange = Exchange(READ_SECONDS)
        self._answers = answers

    def values(self, imdb_id: object) -> dict[str, Any]:
        """Columns of a film; none when OMDb cannot tell."""
        if self._key is None or not isinstance(imdb_id, str) or not _IMDB.fullmatch(imdb_id):
            return {}
        key = self._key.reveal()
        query = {"i": imdb_id}
        try:
            answer = self._answers.get("/", query, lambda: self._exchange.get(self._base, {**query, "apikey": key}))
        except ExchangeFailed as failure:
            logger.warning("OMDb gave no ratings", extra={"reason": str(failure)})
            return {}
        return values_of(answer) if isinstance(answer, dict) else {}


def values_of(answer: dict[str, Any]) -> dict[str, Any]:
    """What an answer says; `N/A` says nothing."""
    ratings = answer.get("Ratings")
    values = {
        str(one.get("Source")): str(one.get("Value"))
        for one in (ratings if isinstance(ratings, list) else [])
        if isinstance(one, dict)
    }
    awards = answer.get("Awards")
    return {
        "imdb_rating": rating_of(str(answer.get("imdbRating"))),
        "rotten_tomatoes_rating": share_of(_PERCENT, values.get("Rotten Tomatoes", "")),
        "metacritic_rating": share_of(_OF_HUNDRED, values.get("Metacritic", "")),
        "awards_summary": awards if isinstance(awards, str) and awards not in ("", "N/A") else None,
    }


def rating_of(text: str) -> float | None:
    """0 to 10."""
    found = re.fullmatch(r"[0-9]{1,2}(\.[0-9])?", text)
    return float(text) if found and float(text) <= 10 else None


def share_of(form: re.Pattern[str], text: str) -> int | None:
    """0 to 100."""
    found = form.fullmatch(text)
    return int(found[1]) if found and int(found[1]) <= 100 else None
