"""/api/admin: the same five routes for every noun editors write."""

from typing import Any

from flask import Blueprint

from movies_api.editing import queries, writing
from movies_api.editing.errors import RowNotFound
from movies_api.editing.nouns import NOUNS, Noun
from movies_api.editing.replies import JourneyProblemReplySchema, RefusedRowReplySchema
from movies_api.editing.schemas import EditorSchema
from movies_api.journeys.graph import find_problems
from movies_api.journeys.graph_queries import select_graphs
from movies_api.parameters import PublicQuery, page_limit, row_id, words
from suite.http import EDITOR, READER, Call, Reply, endpoint, json_reply
from suite.http.etags import none_match, strong
from suite.http.fields import QueryUuid, QueryWhole
from suite.ids import integer_or_none, uuid_or_none

PRIVATE = {"Cache-Control": "private, no-cache"}
MOST_ROWS = 200
MOST_SKIPPED = 100_000
REFUSED = ("A field, the catalogue or the journey would break a rule", RefusedRowReplySchema())


def editor_blueprints() -> list[tuple[Blueprint, str]]:
    """All routes of editors with their prefixes."""
    return [*((rows_of(noun), f"/api/admin/{noun.path}") for noun in NOUNS), (checks, "/api/admin/journeys")]


def rows_of(noun: Noun) -> Blueprint:
    """List, show, create, change, delete."""
    blueprint = Blueprint(f"admin-{noun.path}", __name__)
    name = noun.path.rstrip("s").replace("-", " ")

    @blueprint.get("")
    @endpoint(
        READER,
        f"Rows of {noun.path}, by id",
        query=list_query(noun),
        replies={200: ("An array", noun.reply(many=True))},
        headers=("X-Total-Count",),
    )
    def list_rows(call: Call) -> Reply:
        asked = dict(call.query)
        limit, offset = asked.pop("limit", 50), asked.pop("offset", 0)
        filters = {key: value for key, value in asked.items() if value is not None}
        with call.read() as connection:
            text, total = queries.select_rows(connection, noun, filters, limit, offset)
        return json_reply(text, headers={**PRIVATE, "X-Total-Count": str(total)})

    @blueprint.get("/<row_id>")
    @endpoint(READER, f"One {name}", replies={200: ("The row", noun.reply()), 304: "Unchanged", 404: "Unknown id"})
    def show_row(call: Call, row_id: str) -> Reply:
        with call.read() as connection:
            row = writing.require(queries.select_row(connection, noun, parse_id(noun, row_id)))
        tag = strong(row["version"])
        if not none_match(call.header("If-None-Match"), tag):
            return json_reply(b"", 304, etag=tag, headers=PRIVATE)
        return json_reply(row, etag=tag, headers=PRIVATE)

    @blueprint.post("")
    @endpoint(
        EDITOR,
        f"Create a {name}",
        body=noun.schema(),
        replies={201: ("The row", noun.reply()), 409: "It exists already, or refers to what does not", 422: REFUSED},
        headers=("ETag",),
    )
    def create_row(call: Call) -> Reply:
        row = writing.create_row(call, noun, call.body)
        location = {"Location": f"{call.path.rstrip('/')}/{row['id']}"}
        return json_reply(row, 201, etag=strong(row["version"]), headers=location)

    @blueprint.route("/<row_id>", methods=["PUT", "PATCH"])
    @endpoint(
        EDITOR,
        f"Change fields of a {name}; If-Match names the version that was read",
        body=change_schema(noun),
        replies={
            200: ("The row", noun.reply()),
            404: "Unknown id",
            409: "It exists already, or refers to what does not",
            412: "Another editor was faster",
            422: REFUSED,
            428: "If-Match is missing",
        },
    )
    def update_row(call: Call, row_id: str) -> Reply:
        row = writing.update_row(call, noun, parse_id(noun, row_id), call.body)
        return json_reply(row, etag=strong(row["version"]))

    @blueprint.delete("/<row_id>")
    @endpoint(
        EDITOR,
        f"Delete a {name}; If-Match names the version that was read",
        replies={
            204: "Gone",
            404: "Unknown id",
            409: "Other rows refer to it",
            412: "Another editor was faster",
            422: REFUSED,
            428: "If-Match is missing",
        },
    )
    def delete_row(call: Call, row_id: str) -> Reply:
        writing.delete_row(call, noun, parse_id(noun, row_id))
        return json_reply(b"", 204)

    return blueprint


def change_schema(noun: Noun) -> EditorSchema:
    """The noun's schema with nothing required; under a name of its own, which the API description needs."""
    name = noun.schema.__name__.removesuffix("Schema")
    schema: EditorSchema = type(f"{name}ChangeSchema", (noun.schema,), {"__doc__": noun.schema.__doc__})(partial=True)
    return schema


def list_query(noun: Noun) -> PublicQuery:
    """Paging and the filters of a noun."""
    fields: dict[str, Any] = {
        "limit": page_limit(MOST_ROWS),
        "offset": QueryWhole(0, MOST_SKIPPED),
        **{name: filter_field(name) for name in noun.filters},
    }
    schema: PublicQuery = PublicQuery.from_dict(fields)()  # type: ignore[assignment]
    return schema


def filter_field(name: str) -> Any:
    """The field of a filter: slugs are text, films have UUIDs, all others integer ids."""
    if name == "slug":
        return words()
    return QueryUuid() if name == "movieId" else row_id()


def parse_id(noun: Noun, text: str) -> Any:
    """The id of a path; what cannot be one names no row."""
    found: Any = uuid_or_none(text) if noun.uuid else integer_or_none(text)
    if found is None:
        raise RowNotFound()
    return found


checks = Blueprint("admin-journeys", __name__)


@checks.get("/problems")
@endpoint(
    READER,
    "Broken rules of all journeys",
    replies={200: ("An array, empty when all is sound", JourneyProblemReplySchema(many=True))},
)
def list_problems(call: Call) -> Reply:
    with call.read() as connection:
        graphs = select_graphs(connection)
    found = [problem for flow, steps in graphs.items() for problem in find_problems(flow, steps)]
    told = [{"flowId": one.flow_id, "kind": one.kind, "subject": one.subject, "message": one.message} for one in found]
    return json_reply(told, headers=PRIVATE)
