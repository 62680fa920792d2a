"""A web site whose pages a test writes."""

from collections import Counter
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from suite_testing.local_server import LocalServer, QuietHandler

HTML = {"Content-Type": "text/html; charset=utf-8"}
Answer = tuple[int, bytes, dict[str, str]]
Maker = Callable[[Any], Answer | None]


class Site(LocalServer):
    """Answers 404 for paths nobody wrote. `hits` counts requests by path and query."""

    def __init__(self) -> None:
        super().__init__(SiteHandler)
        self.answers: dict[str, Answer | Maker] = {}
        self.hits: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self.fallback: Maker | None = None
        self.in_flight = self.most_in_flight = 0
        self.lock = Lock()

    def page(
        self,
        path: str,
        *,
        links: Iterable[str] = (),
        text: str = "",
        head: str = "",
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> str:
        """Write an HTML page; its address."""
        body = html_page(path, links, text, head).encode()
        self.answers[path] = (status, body, {**HTML, **(headers or {})})
        return self.url + path

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Write a redirect; its address."""
        self.answers[path] = (status, b"", {"Location": to})
        return self.url + path

    def file(self, path: str, body: bytes, media: str, **headers: str) -> str:
        """Write anything; its address."""
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (200, body, {"Content-Type": media, **spelled})
        return self.url + path

    def robots(self, text: str) -> None:
        """Write robots.txt."""
        self.file("/robots.txt", text.encode(), "text/plain")

    def fetched(self) -> dict[str, int]:
        """Requests by path, without robots.txt."""
        return {path: times for path, times in self.hits.items() if path != "/robots.txt"}


class SiteHandler(QuietHandler):
    server: Site

    def do_GET(self) -> None:
        site = self.server
        with site.lock:
            site.hits[self.path] += 1
            site.headers.append(dict(self.headers))
            site.in_flight += 1
            site.most_in_flight = max(site.most_in_flight, site.in_flight)
        try:
            self.answer(site)
        finally:
            with site.lock:
                site.in_flight -= 1

    def answer(self, site: Site) -> None:
        known: Answer | Maker | None = site.answers.get(self.path) or site.fallback
        made = known(self) if callable(known) else known
        if made is None and not callable(known):
            self.reply(404, b"<title>lost</title>", HTML)
        elif made is not None:
            self.reply(*made)


def html_page(path: str, links: Iterable[str] = (), text: str = "", head: str = "") -> str:
    """A page with a title, a paragraph and links."""
    anchors = "".join(f'<p><a href="{link}">to {link}</a></p>' for link in links)
    return (
        f'<!doctype html><html lang="pt"><head><title>Page {path}</title>{head}</head>'
        f"<body><main><h1>Heading {path}</h1><p>{text or 'Some words about ' + path}</p>{anchors}</main></body></html>"
    )
