"""/movies/suggestions/feedback."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint

from movies_api.errors import MissingParameter
from movies_api.feedback.queries import delete_verdicts, forget_old, select_verdicts, upsert_verdict
from movies_api.feedback.replies import VerdictReplySchema, VerdictsReplySchema
from movies_api.feedback.schemas import FilmVerdict, VerdictSchema, VisitorQuery, VisitorQuerySchema
from movies_api.feedback.visitors import visitor_session
from movies_api.service import JSON_TYPE, MovieCall
from suite.errors import NotFound
from suite.http import PUBLIC, Reply, endpoint

feedback = Blueprint("feedback", __name__)
# Nobody else, and no cache, keeps what a visitor thinks.
PRIVATE = {"Cache-Control": "private, no-store"}
MOST_A_MINUTE = (60, 60)


class MovieNotFound(NotFound):
    """Movie not found"""

    code = "MOVIE_NOT_FOUND"


class VisitorMissing(MissingParameter):
    """visitor is required"""


@feedback.post("")
@endpoint(
    PUBLIC,
    "Say what you thought of a film, under a key of your own making",
    body=VerdictSchema(),
    limit=MOST_A_MINUTE,
    replies={200: ("The verdict as kept", VerdictReplySchema()), 404: "Unknown film"},
)
def give_verdict(call: MovieCall) -> Reply:
    given: FilmVerdict = call.body
    lifetime = timedelta(days=call.service.settings.verdict_retention_days)
    with call.service.database.transaction(visitor_session(given.visitor)) as connection:
        text = upsert_verdict(connection, film=UUID(given.movie_id), verdict=given.verdict, lifetime=lifetime)
        if text is None:
            raise MovieNotFound()
        forget_old(connection)
    return Reply(text, 200, content_type=JSON_TYPE, headers=PRIVATE)


@feedback.get("")
@endpoint(
    PUBLIC,
    "What is kept under your key",
    query=VisitorQuerySchema(),
    replies={200: ("Verdicts, latest first", VerdictsReplySchema()), 304: "Unchanged"},
)
def show_verdicts(call: MovieCall) -> Reply:
    with call.service.database.read(visitor_session(required_key(call.query))) as connection:
        text = select_verdicts(connection)
    return Reply(text, 200, content_type=JSON_TYPE, headers=PRIVATE)


@feedback.delete("")
@endpoint(
    PUBLIC,
    "Forget one verdict or everything kept under your key",
    query=VisitorQuerySchema(),
    limit=MOST_A_MINUTE,
    replies={204: "Nothing is kept any more"},
)
def forget_verdicts(call: MovieCall) -> Reply:
    with call.service.database.transaction(visitor_session(required_key(call.query))) as connection:
        delete_verdicts(connection, call.query.movie_id)
    return Reply(status=204, headers=PRIVATE)


def required_key(query: VisitorQuery) -> str:
    """The key of the query string."""
    if query.visitor is None:
        raise VisitorMissing()
    return query.visitor
