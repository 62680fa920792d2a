"""/api/public/search."""

from flask import Blueprint

from movies_api.platforms.logos import hides_logos, logo_headers
from movies_api.replies import tagged_reply
from movies_api.search.guesses import guess_films
from movies_api.search.queries import select_found
from movies_api.search.replies import FoundFilmReplySchema
from movies_api.search.rules import read_search
from movies_api.search.schemas import LiveSearch, LiveSearchSchema
from movies_api.service import MovieCall
from suite.database import Connection
from suite.http import PUBLIC, Reply, endpoint

search = Blueprint("search", __name__)


@search.get("/api/public/search")
@endpoint(
    PUBLIC,
    "Search films while typing",
    query=LiveSearchSchema(),
    replies={200: ("At most 20", FoundFilmReplySchema(many=True)), 304: "Unchanged"},
)
def search_films(call: MovieCall) -> Reply:
    with call.read_replica() as connection:
        text = find_films(connection, call.query, hide_logos=hides_logos(call))
    return tagged_reply(call, text, headers=logo_headers(call))


def find_films(connection: Connection, query: LiveSearch, *, hide_logos: bool) -> str:
    """JSON array of the films that match, or of those a mistyped text may mean."""
    wanted = read_search(query.q) if query.q else None
    text, found = select_found(
        connection, wanted, sentiment=query.sentiment, platform=query.platform, hide_logos=hide_logos
    )
    if found or wanted is None:
        return text
    guesses = guess_films(connection, wanted)
    if not guesses:
        return text
    text, _ = select_found(
        connection,
        None,
        ids=guesses,
        sentiment=query.sentiment,
        platform=query.platform,
        hide_logos=hide_logos,
    )
    return text
