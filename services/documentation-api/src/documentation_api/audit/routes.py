"""/api/v1/audit: administrators see all entries, others those they caused."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint

from documentation_api.audit import queries
from documentation_api.audit.replies import DocumentationAuditEntrySchema, DocumentationAuditPageSchema
from documentation_api.audit.rules import entry_wire
from documentation_api.audit.schemas import AuditQuerySchema, filters_of
from documentation_api.identifiers import uuid_of
from suite.audit import exact_date
from suite.errors import NotFound
from suite.http import READER, Call, Reply, data_reply, endpoint, json_reply
from suite.http.cursors import InvalidCursor, decode_cursor, digest_of, encode_cursor, moment_in
from suite.http.fields.reply import data_of
from suite.ids import time_of

audit = Blueprint("audit", __name__)


class EntryNotFound(NotFound):
    """Audit entry not found"""


@audit.get("")
@endpoint(
    READER,
    "Changes, newest first",
    query=AuditQuerySchema(),
    replies={200: ("A page of entries", DocumentationAuditPageSchema())},
)
def list_entries(call: Call) -> Reply:
    query: dict[str, Any] = call.query
    filters = filters_of(query)
    digest = digest_of(filters)
    before = position_of(query["cursor"], digest) if "cursor" in query else None
    with call.transaction() as connection:
        found = queries.select_entries(connection, filters, before=before, rows=query["limit"] + 1)
        total = {"total": queries.count_entries(connection, filters)} if "include" in query else {}
    shown = found[: query["limit"]]
    following = None
    if len(found) > len(shown):
        following = encode_cursor([exact_date(shown[-1].created_at), str(shown[-1].id)], digest)
    body = {"success": True, "count": len(shown), **total, "next_cursor": following}
    return json_reply({**body, "data": [entry_wire(entry) for entry in shown]})


@audit.get("/<entry_id>")
@endpoint(
    READER,
    "One entry",
    replies={200: ("The entry", data_of(DocumentationAuditEntrySchema)), 404: "Unknown, or of somebody else"},
)
def show_entry(call: Call, entry_id: str) -> Reply:
    identifier = uuid_of(entry_id)
    at = time_of(identifier)
    with call.read() as connection:
        entry = queries.select_entry(connection, identifier, at) if at else None
    if entry is None:
        raise EntryNotFound()
    return data_reply(entry_wire(entry))


def position_of(cursor: str, digest: str) -> tuple[datetime, UUID]:
    """The sort key the next page begins after."""
    moment, identifier = decode_cursor(cursor, digest, 2)
    try:
        return moment_in(moment), UUID(identifier)
    except ValueError:
        raise InvalidCursor() from None
