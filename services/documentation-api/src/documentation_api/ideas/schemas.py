"""What ideas are made from and how they are asked for."""

from datetime import datetime
from typing import Any

from documentation_api.bodies import (
    BodySchema,
    ChangesSchema,
    RecordTags,
    Reference,
    name_field,
    text_field,
    whole_field,
)
from documentation_api.ideas.rules import CATEGORIES, DEFAULT_CATEGORY, PRIORITIES, STATUSES
from documentation_api.listing.schemas import ListSchema, QueryReference, QuerySearch, QueryWord
from suite.audit import milliseconds
from suite.http.fields import Choice, Moment, QueryText
from suite.http.schemas import QuerySchema


class IdeaMoment(Moment):
    """A date or a date and time that may be cleared, cut to the millisecond."""

    def __init__(self) -> None:
        super().__init__(expectation="must be a valid ISO 8601 date", allow_none=True)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        return milliseconds(super()._deserialize(value, attr, data, **kwargs))


class NewIdeaSchema(BodySchema):
    """Body of POST."""

    title = name_field(255)
    category = Choice(CATEGORIES, load_default=DEFAULT_CATEGORY)
    description = text_field(2_000)
    status = Choice(STATUSES)
    priority = Choice(PRIORITIES)
    assigned_to = text_field(100)
    system_id = Reference()
    tags = RecordTags()
    estimated_hours = whole_field(1, 1_000)
    actual_hours = whole_field(0, 10_000)
    due_date = IdeaMoment()
    completed_at = IdeaMoment()


class IdeaChangesSchema(ChangesSchema, NewIdeaSchema):
    """Body of PUT."""


class BoardSchema(QuerySchema):
    """Filters of the board."""

    category = QueryWord()
    priority = QueryWord()
    assigned_to = QueryText(1, 100)
    system_id = QueryReference()
    search = QuerySearch()


class IdeaListSchema(ListSchema, BoardSchema):
    """Filters of the list."""

    status = QueryWord()
