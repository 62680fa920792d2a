"""How the documented lists are answered: a bare array with headers, or an envelope."""

from typing import Protocol
from urllib.parse import urlencode

from blog_api.replies import public_reply
from suite.http import Call, Reply
from suite.http.fields import query_pairs
from suite.http.replies import encode


class OffsetQuery(Protocol):
    """A list request whose pages are found by their offset."""

    @property
    def limit(self) -> int: ...

    @property
    def offset(self) -> int: ...

    @property
    def envelope(self) -> bool: ...


def offset_reply(call: Call, query: OffsetQuery, total: int, array: str) -> Reply:
    """The page a query asks for by its offset, with its total."""
    return list_reply(
        call,
        array,
        total=total,
        limit=query.limit,
        offset=query.offset,
        next_cursor=None,
        envelope=query.envelope,
    )


def list_reply(
    call: Call,
    array: str,
    *,
    total: int,
    limit: int,
    offset: int | None,
    next_cursor: str | None,
    envelope: bool,
) -> Reply:
    """The page with its total; `offset` None means that the page was found by a cursor."""
    headers = {"X-Total-Count": str(total)}
    following = next_page(call, total=total, limit=limit, offset=offset, next_cursor=next_cursor)
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    if next_cursor:
        headers["X-Next-Cursor"] = next_cursor
    if envelope:
        pagination = {"limit": limit, "offset": offset or 0, "total": total, "nextCursor": next_cursor}
        array = f'{{"data":{array},"pagination":{encode(pagination).decode()}}}'
    return public_reply(call, array, headers=headers)


def next_page(call: Call, *, total: int, limit: int, offset: int | None, next_cursor: str | None) -> str | None:
    """The same request for the rows after these, as a relative reference."""
    kept = [pair for pair in query_pairs(call.environ.get("QUERY_STRING") or "") if pair[0] not in ("cursor", "offset")]
    if next_cursor:
        return f"{call.path}?{urlencode([*kept, ('cursor', next_cursor)])}"
    if next_cursor is None and offset is not None and offset + limit < total:
        return f"{call.path}?{urlencode([*kept, ('offset', str(offset + limit))])}"
    return None
