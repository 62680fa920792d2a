"""/api/public/posters: drawn posters."""

from flask import Blueprint

from movies_api.cache import cached_document
from movies_api.errors import FilmNotFound
from movies_api.parameters import require_uuid
from movies_api.posters.picture import draw_poster
from movies_api.posters.queries import select_title
from movies_api.replies import tagged_reply
from movies_api.service import MovieCall
from suite.http import PUBLIC, Reply, endpoint

SVG_TYPE = "image/svg+xml; charset=utf-8"
# A title changes seldom, and a list shows many of them.
KEEP = "public, max-age=3600"
posters = Blueprint("posters", __name__)


@posters.get("/<film_id>.svg")
@endpoint(
    PUBLIC,
    "The drawn poster of a film",
    produces="image/svg+xml",
    replies={200: "Title and year as a picture of 500 by 750", 404: "Unknown film", 304: "Unchanged"},
)
@cached_document
def show_poster(call: MovieCall, film_id: str) -> Reply:
    with call.read() as connection:
        film = select_title(connection, require_uuid(film_id, FilmNotFound()))
    if film is None:
        raise FilmNotFound()
    return tagged_reply(call, draw_poster(*film), media_type=SVG_TYPE, cache_control=KEEP)
