"""Query strings and ids as the public routes read them: the first of repeated keys counts, no guessing."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from movies_api.errors import InvalidIdentifier, InvalidParameter
from suite.errors import AppError
from suite.http.fields import QueryPhrase, QueryWhole
from suite.http.schemas import QuerySchema
from suite.ids import LARGEST_ID, integer_or_none, uuid_or_none

LONGEST_TEXT = 200
DIGITS = 10


class PublicQuery(QuerySchema):
    """Base of the public query strings; the first broken rule is told in one English sentence."""

    first_counts = True
    refusal: ClassVar[str] = "{message}"

    def parse(self, content: Mapping[str, Any]) -> Any:
        """The typed object, or InvalidParameter."""
        parsed, problems = self.examine(content)
        if problems:
            raise InvalidParameter(self.refusal.format(field=problems[0].field, message=problems[0].message))
        return parsed


class FrontendQuery(PublicQuery):
    """Base of the query strings of the frontend's routes, whose errors may be shown to people."""

    refusal = "Parâmetro inválido: {field}"


def row_id(**options: Any) -> QueryWhole:
    """The id of a row."""
    return QueryWhole(1, LARGEST_ID, digits=DIGITS, **options)


def page_limit(most: int) -> QueryWhole:
    """A page size; more than `most` means `most`."""
    return QueryWhole(1, most, capped=True, digits=DIGITS)


def words(high: int = LONGEST_TEXT, **options: Any) -> QueryPhrase:
    """Free text; blanks alone are no text."""
    return QueryPhrase(1, high, **options)


def uuid_text(text: str) -> str | None:
    """A UUID in lower case, None for anything else."""
    return text.lower() if uuid_or_none(text) else None


def require_id(text: str, refused: AppError | None = None) -> int:
    """An integer id of a path, or `refused` (default InvalidIdentifier)."""
    number = integer_or_none(text)
    if number is None:
        raise refused or InvalidIdentifier()
    return number


def require_uuid(text: str, refused: AppError | None = None) -> UUID:
    """A UUID of a path, or `refused` (default InvalidIdentifier)."""
    found = uuid_or_none(text)
    if found is None:
        raise refused or InvalidIdentifier()
    return found
