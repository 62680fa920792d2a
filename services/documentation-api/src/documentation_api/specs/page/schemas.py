"""What a reader of the page asks for."""

from documentation_api.specs.store.schemas import SpecQuerySchema
from suite.http.fields import QueryChoice, QueryText, QueryWhole

SECTIONS = ("endpoint", "schema", "channel", "message")


class SpecPageSchema(SpecQuerySchema):
    """Query of GET /docs."""

    version = QueryText(1, 64)
    section = QueryChoice(SECTIONS, load_default="endpoint")
    tag = QueryText(1, 100)
    untagged = QueryChoice(("1",))
    name = QueryText(1, 300, metadata={"description": "one schema or message"})
    q = QueryText(1, 200, metadata={"description": "text within path, title or operation id"})
    page = QueryWhole(1, 100_000, load_default=1)
    compare = QueryText(3, 140, metadata={"description": "two versions: v1,v2"})
