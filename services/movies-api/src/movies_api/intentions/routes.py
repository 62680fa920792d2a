"""/emotional-intentions and /api/emotional-intentions."""

import orjson
from flask import Blueprint

from movies_api.cache import cached_document
from movies_api.described import list_or_page
from movies_api.errors import InvalidIdentifier
from movies_api.intentions.queries import select_intentions, select_intentions_of
from movies_api.intentions.replies import IntentionsOfSentimentReplySchema, ListedIntentionReplySchema
from movies_api.intentions.schemas import IntentionListSchema
from movies_api.pagination import page_reply
from movies_api.parameters import require_id
from movies_api.replies import tagged_reply
from movies_api.service import MovieCall
from suite.http import PUBLIC, Reply, endpoint

intentions = Blueprint("intentions", __name__)
intentions_of_sentiment = Blueprint("intentions_of_sentiment", __name__)


@intentions_of_sentiment.get("/<sentiment_id>")
@endpoint(
    PUBLIC,
    "Intentions of a sentiment",
    replies={200: ("An unknown sentiment has none", IntentionsOfSentimentReplySchema()), 304: "Unchanged"},
)
@cached_document
def list_intentions_of(call: MovieCall, sentiment_id: str) -> Reply:
    number = require_id(sentiment_id, InvalidIdentifier("Invalid sentiment ID"))
    with call.read() as connection:
        text = select_intentions_of(connection, number)
    return tagged_reply(call, text)


@intentions.get("")
@endpoint(
    PUBLIC,
    "Intentions",
    query=IntentionListSchema(),
    replies={200: ("An array by sentiment and id", list_or_page(ListedIntentionReplySchema)), 304: "Unchanged"},
    headers=("X-Total-Count", "Link"),
)
@cached_document
def list_intentions(call: MovieCall) -> Reply:
    query = call.query
    with call.read() as connection:
        rows, total = select_intentions(
            connection,
            sentiment_id=query.sentiment_id,
            intention_type=query.intention_type,
            limit=query.limit,
            offset=query.offset,
        )
    return page_reply(call, rows, total=total, shown=len(orjson.loads(rows)))
