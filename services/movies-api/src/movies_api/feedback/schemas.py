"""What the feedback routes accept."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from movies_api.feedback.visitors import FORM, KEY
from movies_api.parameters import PublicQuery
from suite.http.fields import Choice, Pattern, QueryPattern, QueryUuid, UuidText
from suite.http.schemas import InputSchema

VERDICTS = ("liked", "disliked", "watched")


def visitor_key(**options: Any) -> QueryPattern:
    """The key of a visitor in a query string."""
    return QueryPattern(KEY.fullmatch, FORM, high=64, **options)


@dataclass(frozen=True, slots=True)
class FilmVerdict:
    """What a visitor thought of a film."""

    visitor: str
    movie_id: str
    verdict: str


class VerdictSchema(InputSchema):
    """Body of POST /movies/suggestions/feedback."""

    produces = FilmVerdict

    visitor = Pattern(KEY.fullmatch, FORM, low=1, high=64, required=True)
    movie_id = UuidText(data_key="movieId", required=True)
    verdict = Choice(VERDICTS, required=True)


@dataclass(frozen=True, slots=True)
class VisitorQuery:
    """Whose verdicts, and of which film when not of all."""

    visitor: str | None = None
    movie_id: UUID | None = None


class VisitorQuerySchema(PublicQuery):
    """Query string of GET and DELETE /movies/suggestions/feedback."""

    produces = VisitorQuery

    visitor = visitor_key(metadata={"description": FORM, "required_by_view": True})
    movie_id = QueryUuid(data_key="movieId", metadata={"description": "only this film (DELETE)"})
