"""GET /api/items/changes."""

from dataclasses import dataclass, field

from flask import Blueprint

from suite.database.facade import READ_SNAPSHOT
from suite.http import READER, Call, Reply, endpoint, json_reply
from suite.http.fields import QueryWhole, QueryWords
from suite.http.schemas import QuerySchema
from workspace_api.changes.queries import select_changes, select_feed_bounds
from workspace_api.changes.replies import ChangeFeedSchema
from workspace_api.errors import FeedExpired

changes = Blueprint("changes", __name__)


@dataclass(frozen=True, slots=True)
class FeedQuery:
    """A parsed feed request."""

    since: int = 0
    limit: int = 100
    include: list[str] = field(default_factory=list)


class FeedSchema(QuerySchema):
    """From where, how many, with the items or not."""

    produces = FeedQuery

    since = QueryWhole(0, 2**63 - 1, metadata={"description": "lastSeq of the answer before; default 0"})
    limit = QueryWhole(1, 1_000)
    include = QueryWords(("item",), metadata={"description": "item adds the current item or null"})


@changes.get("/changes")
@endpoint(
    READER,
    "Changes since a position, in commit order",
    query=FeedSchema(),
    replies={200: ("Changes", ChangeFeedSchema()), 410: "The position is no longer kept; reload the list"},
)
def list_changes(call: Call) -> Reply:
    query: FeedQuery = call.query
    user_id = call.identity.user_id
    with call.transaction(READ_SNAPSHOT) as connection:
        oldest, newest = select_feed_bounds(connection, user_id)
        if query.since < oldest - 1:
            raise FeedExpired()
        rows = select_changes(
            connection, user_id, since=query.since, rows=query.limit + 1, with_item="item" in query.include
        )
    shown = rows[: query.limit]
    last_seq = shown[-1][0] if shown else max(query.since, 0) if query.since <= newest else newest
    more = "true" if len(rows) > query.limit else "false"
    data = ",".join(text for _, text in shown)
    return json_reply(f'{{"success":true,"count":{len(shown)},"data":[{data}],"lastSeq":{last_seq},"hasMore":{more}}}')
