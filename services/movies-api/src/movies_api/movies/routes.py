"""/movies: the documented film routes."""

from flask import Blueprint

from movies_api.cache import cached_document
from movies_api.described import list_or_page
from movies_api.errors import FilmNotFound
from movies_api.movies.film_list import read_page, refuse_contradictions
from movies_api.movies.film_replies import FilmReplySchema
from movies_api.movies.list_queries import select_film
from movies_api.movies.schemas import FilmListSchema
from movies_api.pagination import page_reply
from movies_api.replies import tagged_reply
from movies_api.service import MovieCall
from suite.http import PUBLIC, Reply, endpoint
from suite.ids import uuid_or_none

films = Blueprint("films", __name__)


@films.get("")
@endpoint(
    PUBLIC,
    "Films",
    query=FilmListSchema(),
    replies={200: ("An array", list_or_page(FilmReplySchema)), 304: "Unchanged"},
    headers=("X-Total-Count", "Link", "X-Next-Cursor"),
)
def list_films(call: MovieCall) -> Reply:
    query = call.query
    refuse_contradictions(query)
    with call.read() as connection:
        page = read_page(connection, query)
    keyed = query.cursor is not None
    return page_reply(call, page.rows, total=page.total, shown=page.shown, cursor=page.cursor, keyed=keyed)


@films.get("/<id_or_slug>")
@endpoint(
    PUBLIC,
    "One film",
    replies={200: ("With everything included", FilmReplySchema()), 304: "Unchanged", 404: "Unknown id or slug"},
)
@cached_document
def show_film(call: MovieCall, id_or_slug: str) -> Reply:
    found = uuid_or_none(id_or_slug)
    with call.read() as connection:
        text = select_film(connection, film_id=str(found) if found else None, slug=id_or_slug)
    if text is None:
        raise FilmNotFound("Movie not found")
    return tagged_reply(call, text)
