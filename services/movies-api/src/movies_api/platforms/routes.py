"""/api/streaming-platforms and /api/public/platforms."""

import re

from flask import Blueprint

from movies_api.cache import cached
from movies_api.platforms.queries import select_platforms
from movies_api.replies import tagged_reply
from movies_api.settings import Settings
from suite.http import PUBLIC, Call, Reply, endpoint

platforms = Blueprint("platforms", __name__)
_APPLE = re.compile("iPhone|iPad|Darwin|CFNetwork")


@platforms.get("/api/streaming-platforms")
@endpoint(PUBLIC, "All platforms", replies={200: "An array, the ones to filter by first"})
def list_platforms(call: Call) -> Reply:
    return reply_with_platforms(call, dated=False)


@platforms.get("/api/public/platforms")
@endpoint(PUBLIC, "All platforms with their dates", replies={200: "An array, the ones to filter by first"})
def list_dated_platforms(call: Call) -> Reply:
    return reply_with_platforms(call, dated=True)


def reply_with_platforms(call: Call, *, dated: bool) -> Reply:
    """The list, without logos where they are hidden."""
    hide_logos = hides_logos(call)

    def load() -> str:
        with call.read() as connection:
            return select_platforms(connection, hide_logos=hide_logos, dated=dated)

    text = cached(call, ("platforms", hide_logos, dated), load)
    return tagged_reply(call, text, headers=logo_headers(call))


def hides_logos(call: Call) -> bool:
    """Whether platform logos are kept from this client: iOS while the application is under review."""
    settings = call.service.settings
    if not isinstance(settings, Settings) or not settings.apple_review_mode:
        return False
    return call.header("X-Platform") == "ios" or bool(_APPLE.search(call.header("User-Agent") or ""))


def logo_headers(call: Call) -> dict[str, str]:
    """What a shared cache has to tell replies with logos apart by."""
    settings = call.service.settings
    reviewed = isinstance(settings, Settings) and settings.apple_review_mode
    return {"Vary": "X-Platform, User-Agent"} if reviewed else {}
