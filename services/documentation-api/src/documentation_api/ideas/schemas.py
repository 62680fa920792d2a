"""What ideas are made from and how they are asked for."""

from documentation_api.ideas.rules import CATEGORIES, DEFAULT_CATEGORY, PRIORITIES, STATUSES
from documentation_api.inputs.fields import Moment, Name, Number, Reference, Tags, Word, Words
from documentation_api.inputs.schemas import BodySchema, ChangesSchema
from documentation_api.listing.schemas import ListSchema, QueryReference, QuerySearch, QueryWord
from suite.http.fields import QueryText
from suite.http.schemas import QuerySchema


class NewIdeaSchema(BodySchema):
    """Body of POST."""

    title = Name(255, required=True)
    category = Word(CATEGORIES, load_default=DEFAULT_CATEGORY)
    description = Words(2_000)
    status = Word(STATUSES)
    priority = Word(PRIORITIES)
    assigned_to = Words(100)
    system_id = Reference()
    tags = Tags()
    estimated_hours = Number(1, 1_000)
    actual_hours = Number(0, 10_000)
    due_date = Moment()
    completed_at = Moment()


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
