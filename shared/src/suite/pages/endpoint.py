"""A route that answers agents with a page and sends people to the frontend."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from suite.cache.replies import CachePlan, cached
from suite.errors import NotFound
from suite.http import PUBLIC, Call, Reply, Service, endpoint
from suite.http.etags import none_match, weak
from suite.pages.agents import PERSON, reader_class
from suite.pages.html import HTML, Pages, page_headers
from suite.pages.page import Page
from suite.pages.redirects import frontend_address
from suite.pages.settings import PageSettings

PageView = Callable[..., Page]
# What a reader gets depends on who reads. Caches that many share would need the class in their key, which they do not
# have, and some ignore Vary: only the reader's own may keep a page.
OWN_CACHE_ONLY = "private, max-age=60"
REPLIES: dict[int, Any] = {
    200: "The page, for agents, and for people where there is no frontend",
    302: "The same path of the frontend, for people",
    304: "Not modified",
    404: "A page that says that there is none, for agents",
}


def page_endpoint(
    summary: str,
    *,
    pages_of: Callable[[Any], Pages],
    plan_of: Callable[[Any], CachePlan],
    missing: Callable[[Any], Page] | None = None,
    vary: str = "",
    **options: Any,
) -> Callable[[PageView], Callable[..., Reply]]:
    """Declare a view that makes a Page from `(call, **path)`; NotFound becomes a page with the status 404.

    Pages are kept as `plan_of` says, apart for each class of readers. `missing` makes the page of what is not found,
    `vary` names request headers the page depends on beside User-Agent.
    """
    varies = f"User-Agent, {vary}" if vary else "User-Agent"

    def decorate(view: PageView) -> Callable[..., Reply]:
        def plan_of_class(call: Call) -> CachePlan:
            plan = plan_of(call)
            return replace(plan, variant=f"{plan.variant}\n{reader_of(call)}", document=False)

        def make_page(call: Call, **path: Any) -> Reply:
            return page_reply(call, pages_of(call).render(view(call, **path)), varies)

        keep_page = cached(plan_of_class)(make_page)

        def show_page(call: Call[Service[PageSettings]], **path: Any) -> Reply:
            frontend = call.service.settings.frontend_url if reader_of(call) == PERSON else None
            target = frontend_address(call, frontend)
            if target:
                headers = {"Location": target, "Vary": varies, "Cache-Control": "no-store"}
                return Reply(b"", 302, content_type=HTML, headers=headers)
            try:
                return keep_page(call, **path)
            except NotFound:
                pages = pages_of(call)
                page = missing(call) if missing else pages.not_found()
                return page_reply(call, pages.render(page), varies, 404)

        show_page.__name__ = view.__name__
        return endpoint(PUBLIC, summary, produces="text/html", replies=REPLIES, **options)(show_page)

    return decorate


def reader_of(call: Call) -> str:
    """The class of who asks."""
    return reader_class(call.header("User-Agent"))


def page_reply(call: Call, html: str, varies: str, status: int = 200) -> Reply:
    """HTML, or 304 when the reader has it already."""
    tag = weak(html)
    unchanged = status == 200 and not none_match(call.header("If-None-Match"), tag)
    reply = Reply(b"" if unchanged else html.encode(), 304 if unchanged else status, content_type=HTML)
    if status == 200:
        reply.headers["ETag"] = tag
    reply.headers["Cache-Control"] = OWN_CACHE_ONLY if status == 200 else "no-store"
    reply.headers.add("Vary", varies)
    for name, value in page_headers():
        reply.headers[name] = value
    return reply
