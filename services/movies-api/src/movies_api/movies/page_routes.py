"""/api/movies and /api/movie: the film pages of the frontend."""

from time import perf_counter

from flask import Blueprint

from movies_api.cache import cached_document
from movies_api.errors import FilmNotFound, InvalidFilmId
from movies_api.movies.detail_queries import (
    select_film_details,
    select_hero,
    select_hero_by_id,
    select_short_film,
    select_similar_films,
)
from movies_api.movies.hero_replies import HeroReplySchema, ShortFilmReplySchema
from movies_api.movies.page_replies import FilmDetailsReplySchema, FilmHealthReplySchema, SimilarFilmReplySchema
from movies_api.parameters import require_uuid
from movies_api.platforms.logos import hides_logos, logo_headers
from movies_api.replies import tagged_reply
from movies_api.service import MovieCall
from movies_api.wording import NO_FILM_WITH_SLUG
from suite import VERSION
from suite.dates import wire_now
from suite.http import PUBLIC, Reply, endpoint
from suite.ids import uuid_or_none

film_pages = Blueprint("film_pages", __name__)


class FilmWithSlugNotFound(FilmNotFound):
    """No film has the slug"""

    def __init__(self, slug: str) -> None:
        super().__init__(NO_FILM_WITH_SLUG.format(slug=slug))


@film_pages.get("/api/movie/health")
@endpoint(
    PUBLIC, "Whether the film pages are served", replies={200: ("They are", FilmHealthReplySchema()), 304: "Unchanged"}
)
def show_film_health(call: MovieCall) -> Reply:
    body = {
        "timestamp": wire_now(),
        "service": "movies-api",
        "version": VERSION,
        "status": "active",
    }
    return tagged_reply(call, body)


@film_pages.get("/api/movies/<film_id>")
@endpoint(
    PUBLIC, "A film in short", replies={200: ("The film", ShortFilmReplySchema()), 404: "Unknown id", 304: "Unchanged"}
)
@cached_document
def show_short_film(call: MovieCall, film_id: str) -> Reply:
    found = require_uuid(film_id, InvalidFilmId())
    with call.read() as connection:
        text = select_short_film(connection, found, hide_logos=hides_logos(call))
    if text is None:
        raise FilmNotFound()
    return tagged_reply(call, text, headers=logo_headers(call))


@film_pages.get("/api/movies/<film_id>/similar")
@endpoint(
    PUBLIC,
    "Films of the same option",
    replies={200: ("At most six", SimilarFilmReplySchema(many=True)), 304: "Unchanged"},
)
@cached_document
def list_similar_films(call: MovieCall, film_id: str) -> Reply:
    found = require_uuid(film_id, InvalidFilmId())
    with call.read() as connection:
        text = select_similar_films(connection, found)
    return tagged_reply(call, text)


@film_pages.get("/api/movie/<film_id>/details")
@endpoint(
    PUBLIC,
    "Everything about a film",
    replies={200: ("Film and platforms", FilmDetailsReplySchema()), 404: "Unknown id", 304: "Unchanged"},
)
@cached_document
def show_film_details(call: MovieCall, film_id: str) -> Reply:
    started = perf_counter()
    found = require_uuid(film_id)
    with call.read() as connection:
        text = select_film_details(connection, found)
    if text is None:
        raise FilmNotFound()
    milliseconds = round((perf_counter() - started) * 1000)
    body = f'{text[:-1]},"performance":{{"totalTime":{milliseconds}}}}}'
    return tagged_reply(call, body, tagged=text)


@film_pages.get("/api/movie/<slug_or_id>/hero")
@endpoint(
    PUBLIC,
    "The landing page of a film",
    replies={200: ("The page", HeroReplySchema()), 404: "Unknown slug", 304: "Unchanged"},
)
@cached_document
def show_hero(call: MovieCall, slug_or_id: str) -> Reply:
    with call.read() as connection:
        text = select_hero(connection, slug_or_id)
        found = uuid_or_none(slug_or_id) if text is None else None
        if found:
            text = select_hero_by_id(connection, found)
    if text is None:
        raise FilmWithSlugNotFound(slug_or_id)
    return tagged_reply(call, text)
