"""Pages of item lists, and those this worker has read before: sent again once PostgreSQL has said that nothing changed.

One statement proves a page or reads it anew. Every change of an item moves its user's last change in the same
transaction, so a page is as good as its number in whatever snapshot the statement sees.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from time import monotonic

import orjson

from suite.cache.local import LocalLayer
from suite.database import Connection
from suite.http.cursors import encode_cursor
from suite.http.etags import weak
from suite.http.replies import encode
from workspace_api.items import queries
from workspace_api.items.positions import cut_page, sort_position
from workspace_api.items.schemas import ItemQuery

# What a page takes beside its body.
OVERHEAD_BYTES = 1_024
# Whoever changes items with psql and forgets the row of the user is shown after this at the latest.
LIFE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The body of a list reply, its entity tag, and the user's last change when it was read."""

    version: str
    tag: str
    body: bytes
    next_cursor: str | None


class ReadPages:
    """The pages a worker has read, the least recently used go first beyond `max_bytes`."""

    def __init__(self, max_bytes: int) -> None:
        self._pages = LocalLayer(max_bytes)

    def get(self, key: Hashable) -> ItemPage | None:
        """The page of a key, to be proven before it is sent."""
        page: ItemPage | None = self._pages.get(key)
        return page

    def put(self, key: Hashable, page: ItemPage) -> None:
        """Keep a page in place of what the key had."""
        self._pages.put(key, page, len(page.body) + OVERHEAD_BYTES, monotonic() + LIFE_SECONDS, self._pages.drops)


def identity_of(query: ItemQuery) -> tuple[Hashable, ...]:
    """What tells the pages of one user apart."""
    return (query.digest, query.limit, query.cursor, query.offset, tuple(query.include))


def read_page(
    connection: Connection, user_id: str, query: ItemQuery, *, after: list[str] | None, known: ItemPage | None
) -> ItemPage:
    """The page as it is now; `known` itself when the user has changed nothing since it was read."""
    version, documents = queries.select_item_page(
        connection,
        user_id,
        query.filters,
        query.sort,
        rows=query.limit + 1,
        after=after,
        offset=query.offset,
        known=known.version if known else "",
    )
    if known is not None and version == known.version:
        return known
    # Counted in a later snapshot: a change in between has moved the version this page is kept under.
    total = queries.count_items(connection, user_id, query.filters) if "total" in query.include else None
    documents, count, last = cut_page(documents, query.limit)
    next_cursor = encode_cursor(sort_position(orjson.loads(last), query.sort), query.digest) if last else None
    body = page_body(documents, count, query, next_cursor, total)
    return ItemPage(version, page_tag(version, query), body, next_cursor)


def page_tag(version: str, query: ItemQuery) -> str:
    """The entity tag of a page after the user's last change."""
    return weak(version, *identity_of(query))


def page_body(documents: bytes, count: int, query: ItemQuery, next_cursor: str | None, total: int | None) -> bytes:
    """The list reply around items that already are JSON in UTF-8."""
    told_total = f',"total":{total}' if total is not None else ""
    cursor = f'"{next_cursor}"' if next_cursor else "null"
    filters = encode(query.filters.echo()).decode()
    head = f'{{"success":true,"count":{count},"data":['
    tail = f'],"limit":{query.limit},"nextCursor":{cursor},"filters":{filters}{told_total}}}'
    return b"".join((head.encode(), documents, tail.encode()))
