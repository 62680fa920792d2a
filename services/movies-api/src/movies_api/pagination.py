"""Pages of the documented lists: a bare array with headers, or an envelope."""

from movies_api.replies import tagged_reply
from movies_api.service import MovieCall
from suite.http import Reply
from suite.http.pages import next_link

MOST_ROWS = 200
DEFAULT_ROWS = 50
FARTHEST_OFFSET = 100_000


def page_reply(
    call: MovieCall, rows: str, *, total: int, shown: int, cursor: str | None = None, keyed: bool = False
) -> Reply:
    """The page the query asks for: `rows` is a JSON array of `shown` rows; `cursor` continues it by key.

    A `keyed` page was reached by a cursor: its offset tells nothing about what follows.
    """
    limit, offset = call.query.limit, call.query.offset or 0
    more = cursor is not None or (not keyed and offset + shown < total)
    headers = {"X-Total-Count": str(total)}
    if cursor is not None:
        headers["X-Next-Cursor"] = cursor
    if more and shown:
        place: dict[str, object] = {"cursor": cursor} if cursor else {"offset": offset + limit}
        headers["Link"] = next_link(call, **place)
    if not call.query.envelope:
        return tagged_reply(call, rows, tagged=f"{rows}{headers}", headers=headers)
    next_cursor = f'"{cursor}"' if cursor else "null"
    pagination = f'{{"limit":{limit},"offset":{offset},"total":{total},"nextCursor":{next_cursor}}}'
    body = f'{{"data":{rows},"pagination":{pagination}}}'
    return tagged_reply(call, body, headers=headers)
