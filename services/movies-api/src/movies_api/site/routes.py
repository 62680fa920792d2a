"""/, /filme, /onde-assistir and /sobre: pages for agents, the frontend for people."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import orjson
from flask import Blueprint

from movies_api.cache import plan_of
from movies_api.movies.detail_queries import select_hero
from movies_api.pages.queries import select_home
from movies_api.posters.addresses import addressed
from movies_api.service import MovieCall
from movies_api.site import content
from suite.database import Connection
from suite.pages import Page, PageNotFound, Pages, page_endpoint

PACKAGE = "movies_api.site"
site = Blueprint("site", __name__)


@lru_cache(maxsize=8)
def templates_of(site_url: str) -> Pages:
    """The templates, read once."""
    return Pages(PACKAGE, site_url, content.SITE_NAME)


def pages_of(call: MovieCall) -> Pages:
    """The pages of the service that answers this call."""
    return templates_of(call.service.settings.site_url)


site_page = partial(page_endpoint, pages_of=pages_of, plan_of=plan_of)


@site.get("/")
@site_page("The start page")
def show_start(call: MovieCall) -> Page:
    return content.start_page(read_document(call, select_home), pages_of(call).site_url)


@site.get("/filme/<slug>")
@site_page("The page of a film")
def show_film(call: MovieCall, slug: str) -> Page:
    hero = read_document(call, partial(select_hero, slug=slug))
    return content.film_page(hero, slug, pages_of(call).site_url)


@site.get("/onde-assistir/<slug>")
@site_page("Where to watch a film")
def show_where_to_watch(call: MovieCall, slug: str) -> Page:
    hero = read_document(call, partial(select_hero, slug=slug))
    return content.watch_page(hero, slug, pages_of(call).site_url)


@site.get("/sobre")
@site_page("What the site is")
def show_about(call: MovieCall) -> Page:
    return content.about_page(pages_of(call).site_url)


def read_document(call: MovieCall, select: Callable[[Connection], str | None]) -> dict[str, Any]:
    """A document of the database, or PageNotFound."""
    with call.read() as connection:
        text = select(connection)
    if text is None:
        raise PageNotFound()
    document: dict[str, Any] = orjson.loads(addressed(call.service.settings, text.encode()))
    return document
