"""How the documented lists are answered: a bare array with headers, or an envelope."""

from blog_api.inputs import OffsetQuery
from blog_api.replies import public_reply
from blog_api.settings import BlogCall
from suite.http import Reply
from suite.http.pages import next_link
from suite.http.replies import encode


def offset_reply(call: BlogCall, query: OffsetQuery, total: int, array: str) -> Reply:
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
    call: BlogCall,
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
    following = following_link(call, total=total, limit=limit, offset=offset, next_cursor=next_cursor)
    if following:
        headers["Link"] = following
    if next_cursor:
        headers["X-Next-Cursor"] = next_cursor
    if envelope:
        pagination = {"limit": limit, "offset": offset or 0, "total": total, "nextCursor": next_cursor}
        array = f'{{"data":{array},"pagination":{encode(pagination).decode()}}}'
    return public_reply(call, array, headers=headers)


def following_link(
    call: BlogCall, *, total: int, limit: int, offset: int | None, next_cursor: str | None
) -> str | None:
    """The Link header to the rows after these."""
    if next_cursor:
        return next_link(call, cursor=next_cursor)
    if next_cursor is None and offset is not None and offset + limit < total:
        return next_link(call, offset=offset + limit)
    return None
