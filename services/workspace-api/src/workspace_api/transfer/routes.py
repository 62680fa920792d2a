"""GET /api/items/export."""

from collections.abc import Generator
from datetime import UTC, datetime
from itertools import chain

from flask import Blueprint

from suite.database.facade import READ_SNAPSHOT
from suite.http import READER, Call, Reply, endpoint
from suite.http.fields import QueryChoice, QueryFlag
from workspace_api.items.queries import declare_item_cursor, fetch_item_cursor
from workspace_api.items.schemas import ItemFilterSchema, ItemQuery
from workspace_api.transfer.formats import CONTENT_TYPES, csv_header, csv_lines, ndjson_lines

export = Blueprint("export", __name__)
FETCHED_ROWS = 1_000


class ExportSchema(ItemFilterSchema):
    """Filters, sort and form of an export."""

    format = QueryChoice(("csv", "ndjson"), metadata={"description": "default csv"})
    raw = QueryFlag(metadata={"description": "true leaves cells that look like formulas as they are"})


@export.get("/export")
@endpoint(
    READER,
    "All matching items as a file, from one snapshot",
    query=ExportSchema(),
    produces="text/csv",
    also_produces=("application/x-ndjson",),
    headers=("Content-Disposition",),
    replies={200: "CSV or NDJSON"},
)
def export_items(call: Call) -> Reply:
    query: ItemQuery = call.query
    pages = exported_pages(call, query)
    # The first page is fetched before the reply begins: a database that is down is still told with a status.
    first = next(pages)
    body = (part.encode() for part in chain([first], pages))
    name = f"workspace-items-{datetime.now(UTC):%Y%m%d}.{query.format}"
    reply = Reply(body, content_type=CONTENT_TYPES[query.format])
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    reply.headers["Cache-Control"] = "no-store"
    reply.call_on_close(pages.close)
    return reply


def exported_pages(call: Call, query: ItemQuery) -> Generator[str]:
    """The file in pieces of at most FETCHED_ROWS items; one transaction from the first piece to the last."""
    with call.transaction(READ_SNAPSHOT) as connection:
        declare_item_cursor(connection, call.identity.user_id, query.filters, query.sort)
        texts = fetch_item_cursor(connection, FETCHED_ROWS)
        yield (csv_header() if query.format == "csv" else "") + lines(query, texts)
        while len(texts) == FETCHED_ROWS:
            texts = fetch_item_cursor(connection, FETCHED_ROWS)
            yield lines(query, texts)


def lines(query: ItemQuery, texts: list[str]) -> str:
    """Items in the form asked for."""
    return csv_lines(texts, raw=query.raw) if query.format == "csv" else ndjson_lines(texts)
