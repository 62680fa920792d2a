"""/api/streaming-platforms and /api/public/platforms."""

from flask import Blueprint

from movies_api.cache import cached_document
from movies_api.platforms.logos import hides_logos, logo_headers
from movies_api.platforms.queries import select_platforms
from movies_api.platforms.replies import DatedPlatformReplySchema, PlatformReplySchema
from movies_api.replies import tagged_reply
from movies_api.service import MovieCall
from suite.http import PUBLIC, Reply, endpoint

platforms = Blueprint("platforms", __name__)


@platforms.get("/api/streaming-platforms")
@endpoint(
    PUBLIC,
    "All platforms",
    replies={200: ("An array, the ones to filter by first", PlatformReplySchema(many=True)), 304: "Unchanged"},
)
@cached_document
def list_platforms(call: MovieCall) -> Reply:
    return reply_with_platforms(call, dated=False)


@platforms.get("/api/public/platforms")
@endpoint(
    PUBLIC,
    "All platforms with their dates",
    replies={200: ("An array, the ones to filter by first", DatedPlatformReplySchema(many=True)), 304: "Unchanged"},
)
@cached_document
def list_dated_platforms(call: MovieCall) -> Reply:
    return reply_with_platforms(call, dated=True)


def reply_with_platforms(call: MovieCall, *, dated: bool) -> Reply:
    """The list, without logos where they are hidden."""
    with call.read() as connection:
        text = select_platforms(connection, hide_logos=hides_logos(call), dated=dated)
    return tagged_reply(call, text, headers=logo_headers(call))
