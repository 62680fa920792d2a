"""What the feedback routes accept."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from movies_api.editing.schemas import film_id
from movies_api.feedback.visitors import FORM, KEY
from movies_api.parameters import CommaList, PublicQuery, Words, uuid_or_none
from suite.http.fields import Choice, Pattern, broken
from suite.http.schemas import InputSchema

VERDICTS = ("liked", "disliked", "watched")


class VisitorKey(Words):
    """The key of a visitor in a query string."""

    def read(self, given: list[str]) -> str:
        text = self.only(given)
        if not KEY.fullmatch(text):
            raise broken(f"{self.label} must be {FORM}", "invalid_format")
        return text


class FilmKey(CommaList):
    """The id of a film in a query string."""

    def __init__(self, **options: Any) -> None:
        super().__init__(1, **options)

    def read(self, given: list[str]) -> Any:
        found = uuid_or_none(self.only(given))
        if found is None:
            raise broken(f"{self.label} must be a UUID", "invalid_type")
        return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a visitor thought of a film."""

    visitor: str
    movie_id: str
    verdict: str


class VerdictSchema(InputSchema):
    """Body of POST /movies/suggestions/feedback."""

    produces = Verdict

    visitor = Pattern(KEY.fullmatch, FORM, low=1, high=64, required=True)
    movie_id = film_id(data_key="movieId", required=True)
    verdict = Choice(VERDICTS, required=True)


@dataclass(frozen=True, slots=True)
class VisitorQuery:
    """Whose verdicts, and of which film when not of all."""

    visitor: str | None = None
    movie_id: UUID | None = None


class VisitorQuerySchema(PublicQuery):
    """Query string of GET and DELETE /movies/suggestions/feedback."""

    produces = VisitorQuery

    visitor = VisitorKey(metadata={"description": FORM})
    movie_id = FilmKey(data_key="movieId", metadata={"description": "only this film (DELETE)"})
