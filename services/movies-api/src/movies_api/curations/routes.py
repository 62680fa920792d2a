"""/api/daily-curation."""

from flask import Blueprint

from movies_api.curations.queries import select_current_curation
from movies_api.curations.replies import DailyFilmsReplySchema, DailyIdsReplySchema
from movies_api.replies import tagged_reply
from suite.errors import NotFound
from suite.http import PUBLIC, Call, Reply, endpoint

curations = Blueprint("curations", __name__)


class NoCuration(NotFound):
    """Nenhuma curadoria diária ativa encontrada."""

    code = "NO_CURATION"


@curations.get("/today")
@endpoint(
    PUBLIC, "The curation of the day", replies={200: ("With film ids", DailyIdsReplySchema()), 404: "There is none"}
)
def show_curation(call: Call) -> Reply:
    return reply_with_curation(call, films=False)


@curations.get("/today/full")
@endpoint(
    PUBLIC,
    "The curation of the day with its films",
    replies={200: ("With films", DailyFilmsReplySchema()), 404: "There is none"},
)
def show_full_curation(call: Call) -> Reply:
    return reply_with_curation(call, films=True)


def reply_with_curation(call: Call, *, films: bool) -> Reply:
    """The current curation, or NoCuration."""
    with call.read() as connection:
        text = select_current_curation(connection, films=films)
    if text is None:
        raise NoCuration()
    return tagged_reply(call, text)
