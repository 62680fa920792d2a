"""GET /api/items/:id/history and POST /api/items/:id/restore."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint

from suite.audit import ChainVerdict, verify_chain
from suite.database import Connection
from suite.database.facade import READ_SNAPSHOT
from suite.http import EDITOR, READER, Call, Reply, endpoint, json_reply
from suite.http.cursors import InvalidCursor, decode_cursor, encode_cursor
from suite.http.fields import QueryFlag, QueryText, QueryWhole
from suite.http.idempotency import write_once
from suite.http.schemas import QuerySchema
from workspace_api.errors import ItemNotFound
from workspace_api.history import queries
from workspace_api.history.ledger import ItemEditor, Ledger
from workspace_api.history.replies import HistoryPageSchema
from workspace_api.history.restoration import restore_item
from workspace_api.history.rules import earliest_entry, entry_wire
from workspace_api.items.converter import item_uuid
from workspace_api.items.editing import judging_category
from workspace_api.items.queries import select_item_head
from workspace_api.items.routes import item_reply
from workspace_api.items.schemas import ItemReplySchema, RestoreSchema
from workspace_api.service import WorkspaceService
from workspace_api.tables import IDEMPOTENCY

history = Blueprint("history", __name__)


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """A parsed history request."""

    limit: int = 50
    cursor: str | None = None
    verify: bool = False


class ItemHistorySchema(QuerySchema):
    """How many, from where, and whether to check the chain."""

    produces = HistoryQuery

    limit = QueryWhole(1, 200)
    cursor = QueryText(1, 1_000)
    verify = QueryFlag(metadata={"description": "true adds the verdict on the hash chain"})


@history.get("/<item:item_id>/history")
@endpoint(
    READER,
    "Changes of an item, newest first",
    query=ItemHistorySchema(),
    replies={200: ("Entries", HistoryPageSchema()), 404: "No such item, and none deleted that is still remembered"},
)
def list_history(call: Call[WorkspaceService], item_id: str) -> Reply:
    query: HistoryQuery = call.query
    identifier = item_uuid(item_id)
    digest = str(identifier)
    before = history_position(query.cursor, digest) if query.cursor else None
    since = earliest_entry(identifier)
    with call.transaction(READ_SNAPSHOT) as connection:
        found = queries.select_entries(connection, identifier, since=since, before=before, rows=query.limit + 1)
        head = select_item_head(connection, call.identity.user_id, identifier)
        if not found and head is None and before is None:
            raise ItemNotFound(item_id)
        verdict = check_chain(call, connection, identifier, since, head) if query.verify else None
    shown = found[: query.limit]
    following = encode_cursor([str(shown[-1].version)], digest) if len(found) > query.limit else None
    body = {
        "success": True,
        "count": len(shown),
        "nextCursor": following,
        "data": [entry_wire(entry) for entry in shown],
    }
    return json_reply({**body, "chain": verdict.wire()} if verdict else body)


def history_position(cursor: str, digest: str) -> int:
    """The version the next page ends before."""
    (text,) = decode_cursor(cursor, digest, 1)
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise InvalidCursor()
    return int(text)


def check_chain(
    call: Call[WorkspaceService], connection: Connection, item_id: UUID, since: datetime | None, head: str | None
) -> ChainVerdict:
    """The verdict on all entries of an item that are kept."""
    entries = queries.select_entries(connection, item_id, since=since, before=None, rows=2**31 - 1)
    anchor = queries.select_anchor(connection, item_id)
    return verify_chain(entries[::-1], call.service.sealer, anchor=anchor, head=head)


@history.post("/<item:item_id>/restore")
@endpoint(
    EDITOR,
    "Bring back a deleted item, or the values of an earlier version",
    body=RestoreSchema(),
    body_optional=True,
    idempotent=True,
    replies={
        200: ("Restored", ItemReplySchema()),
        404: "No such item or version",
        409: "Not deleted, history expired, or category gone",
        412: "Modified by another request",
    },
)
def restore(call: Call[WorkspaceService], item_id: str) -> Reply:
    identifier = item_uuid(item_id)
    version = (call.body or {}).get("version")

    def write(connection: Connection) -> Reply:
        ledger = Ledger(ItemEditor.of_call(call))
        item = restore_item(connection, ledger, identifier, version, if_match=call.header("If-Match"))
        ledger.flush(connection)
        return item_reply(item, "Item restored successfully")

    with judging_category():
        reply = write_once(call, IDEMPOTENCY, write)
    if "Idempotency-Replayed" not in reply.headers:
        call.service.written.count("restored")
    return reply
