"""How a service lets people edit: who may, what is told of a change, how it answers. A service changes what differs."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from marshmallow import Schema

from suite.database import Connection
from suite.editing.errors import PreconditionRequired, RowModified, RowNotFound, judged_by_database
from suite.editing.schemas import row_reply_of
from suite.editing.tables import EditedTable, Row
from suite.errors import NotFound, PreconditionFailed
from suite.http import EDITOR, READER, Call, Reply, json_reply
from suite.http.etags import matches, strong
from suite.http.fields import QueryText, QueryUuid, QueryWhole, Text, UuidText, reply
from suite.http.schemas import QuerySchema
from suite.ids import LARGEST_ID

READING, WRITING, DELETING = "reading", "writing", "deleting"
PRIVATE = {"Cache-Control": "private, no-cache"}
DEFAULT_ROWS, MOST_ROWS, MOST_SKIPPED = 50, 200, 100_000
REFERRED = "It exists already, or refers to what does not"
STALE = {404: "Unknown id", 412: "Another editor was faster", 428: "If-Match is missing"}


@dataclass(frozen=True)
class Writer:
    """Who edits, and which rows: `scope` are the columns that all rows in reach share, as the blog's id."""

    user_id: str
    owner: UUID
    scope: Mapping[str, Any] = field(default_factory=dict)


class Desk:
    """Bare rows, pages with `limit` and `offset`, If-Match required; anybody who may edit may edit all."""

    readers, editors = READER, EDITOR
    query_base: type[QuerySchema] = QuerySchema
    row_query: QuerySchema | None = None
    list_headers: tuple[str, ...] = ("X-Total-Count",)
    not_found: type[NotFound] = RowNotFound
    # What every row of the service shows beside its own keys.
    beside: Mapping[str, Any] = {}

    def open(self, call: Call, table: EditedTable, action: str) -> Writer:
        """Who is at the desk for READING, WRITING or DELETING; Forbidden."""
        return Writer(call.identity.user_id, call.identity.uuid)

    def begin(self, connection: Connection, call: Call, writer: Writer) -> None:
        """What a write needs before it, in its transaction."""

    def record(
        self, connection: Connection, call: Call, writer: Writer, table: EditedTable, old: Row | None, new: Row | None
    ) -> None:
        """Tell of a change, in its transaction."""
        raise NotImplementedError

    def judged(self, table: EditedTable) -> AbstractContextManager[None]:
        """A block in which broken constraints become errors."""
        return judged_by_database()

    def modified(self, version: int) -> PreconditionFailed:
        """The error of a version that is not the stored one."""
        return RowModified(version)

    def require_version(self, call: Call, row: Row | None) -> Row:
        """The row when it is the one If-Match names."""
        given = call.header("If-Match")
        if given is None:
            raise PreconditionRequired()
        found = self.require(row)
        if not matches(given, strong(found["version"])):
            raise self.modified(found["version"])
        return found

    def require(self, row: Row | None) -> Row:
        """The row, or the error of one that is not there."""
        if row is None:
            raise self.not_found()
        return row

    def list_query(self, table: EditedTable) -> QuerySchema:
        """The query string of a list."""
        members: dict[str, Any] = {
            "limit": QueryWhole(1, MOST_ROWS, capped=True, digits=10),
            "offset": QueryWhole(0, MOST_SKIPPED),
            **{key: self.filter_field(table, key) for key in table.filters},
        }
        schema: QuerySchema = self.query_base.from_dict(members)()  # type: ignore[assignment]
        return schema

    def filter_field(self, table: EditedTable, key: str) -> Any:
        """The field of a filter: a text, the id of a row with a UUID, or that of a numbered one."""
        sent = table.fields[key]
        if isinstance(sent, Text):
            return QueryUuid() if isinstance(sent, UuidText) else QueryText()
        return QueryWhole(1, LARGEST_ID, digits=10)

    def place_of(self, query: Any) -> tuple[int, int]:
        """Most rows of the page, and rows before it."""
        return query.get("limit", DEFAULT_ROWS), query.get("offset", 0)

    def filters_of(self, table: EditedTable, query: Any) -> dict[str, Any]:
        """Key → value the rows have to have."""
        return {key: str(query[key]) for key in table.filters if query.get(key) is not None}

    def list_reply(self, call: Call, rows: str, total: int) -> Reply:
        """A page: `rows` is a JSON array."""
        return json_reply(rows, headers={**PRIVATE, "X-Total-Count": str(total)})

    def row_reply(self, row: Row, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
        """A row with its tag."""
        return json_reply(row, status, etag=strong(row["version"]), headers={**PRIVATE, **(headers or {})})

    def gone_reply(self) -> Reply:
        """The answer to a deletion."""
        return json_reply(b"", 204)

    def list_replies(self, table: EditedTable) -> dict[int, Any]:
        """Replies of a list."""
        return {200: ("An array", row_schema(self, table)(many=True))}

    def show_replies(self, table: EditedTable) -> dict[int, Any]:
        """Replies of a row."""
        return {200: ("The row", row_schema(self, table)()), 304: "Unchanged", 404: "Unknown id"}

    def create_replies(self, table: EditedTable) -> dict[int, Any]:
        """Replies of a creation."""
        return {201: ("The row", row_schema(self, table)()), 409: REFERRED}

    def update_replies(self, table: EditedTable) -> dict[int, Any]:
        """Replies of a change."""
        return {200: ("The row", row_schema(self, table)()), 409: REFERRED, **STALE}

    def delete_replies(self, table: EditedTable) -> dict[int, Any]:
        """Replies of a deletion."""
        return {204: "Gone", 409: "Other rows refer to it", **STALE}


@cache
def row_schema(desk: Desk, table: EditedTable) -> type[Schema]:
    """The reply of a row; one class each."""
    row_id = reply.text(format="uuid") if table.uuid else reply.integer()
    return row_reply_of(table.schema, row_id, **desk.beside)
