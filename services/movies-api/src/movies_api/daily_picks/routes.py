"""/api/daily-curation."""

from flask import Blueprint

from movies_api.daily_picks.queries import select_current_picks
from movies_api.daily_picks.replies import DailyPickFilmsReplySchema, DailyPickIdsReplySchema
from movies_api.replies import tagged_reply
from movies_api.service import MovieCall
from suite.errors import NotFound
from suite.http import PUBLIC, Reply, endpoint

daily_picks = Blueprint("daily_picks", __name__)


class NoPicks(NotFound):
    """No daily curation is active"""

    code = "NO_PICKS"


@daily_picks.get("/today")
@endpoint(
    PUBLIC,
    "The films of the day",
    replies={200: ("With film ids", DailyPickIdsReplySchema()), 404: "There is none", 304: "Unchanged"},
)
def show_picks(call: MovieCall) -> Reply:
    return reply_with_picks(call, films=False)


@daily_picks.get("/today/full")
@endpoint(
    PUBLIC,
    "The films of the day with its films",
    replies={200: ("With films", DailyPickFilmsReplySchema()), 404: "There is none", 304: "Unchanged"},
)
def show_full_picks(call: MovieCall) -> Reply:
    return reply_with_picks(call, films=True)


def reply_with_picks(call: MovieCall, *, films: bool) -> Reply:
    """The current pick, or NoPicks."""
    with call.read() as connection:
        text = select_current_picks(connection, films=films)
    if text is None:
        raise NoPicks()
    return tagged_reply(call, text)
