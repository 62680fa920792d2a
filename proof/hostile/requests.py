"""Every hostile request: to which service, how it is sent, and that it was answered."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote

from proof.hostile import addresses, documents, pages
from proof.suite import Suite

# Everything hostile comes from another address than what is ordinary: limits count by address.
ATTACKER = "127.0.0.66"
LONG = quote("ação " * 400)


@dataclass(frozen=True)
class Attack:
    """One request; `prefix` names the service as its variables do."""

    prefix: str
    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})

    def __str__(self) -> str:
        return f"{self.method} {self.prefix} {self.path[:40]}, {len(self.body)} bytes"


def attacks(site_port: int) -> Iterator[Attack]:
    """All that keep a service busy, once."""
    yield from _documents()
    yield from _articles()
    yield from _scrapes(site_port)
    yield from _everywhere()
    yield from _queries()


def inner_addresses(site_port: int, inner_port: int) -> Iterator[Attack]:
    """Every form of an inner address, through every way to have a service fetch it."""
    for number, url in enumerate(addresses.forms(inner_port, site_port)):
        for prefix, path, body in addresses.bodies(url):
            yield Attack(prefix, "POST", path, body)
        system = {"name": f"inner {number}", "type": "api", "url": url}
        yield Attack("DOCUMENTATION", "POST", "/api/v1/systems", json.dumps(system).encode())
    # All systems are asked how they are, those with an inner address among them.
    yield Attack("DOCUMENTATION", "POST", "/api/v1/systems/health-check-all")


def _documents() -> Iterator[Attack]:
    texts = [
        documents.fanned_references(),
        documents.circular_references(),
        documents.yaml_aliases(),
        documents.yaml_events(),
        documents.large_specification(),
        documents.bad_patterns(),
    ]
    for text in texts:
        for kind in ("openapi", "asyncapi"):
            yield Attack("DOCUMENTATION", "POST", "/api/v1/specs/validate", json.dumps({kind: text}).encode())
    for _ in range(8):
        yield Attack("DOCUMENTATION", "GET", "/api/v1/docs/check")


def _articles() -> Iterator[Attack]:
    for content in (documents.nested_html(), documents.nested_markdown(), documents.many_attributes()):
        for form in ("html", "markdown"):
            body = {"title": "T", "content": content, "format": form, "contentFormat": form, "blogId": 1}
            yield Attack("BLOG", "POST", "/api/admin/articles", json.dumps(body).encode())


def _scrapes(site_port: int) -> Iterator[Attack]:
    for path in (*pages.pages(), pages.DRIPPING):
        body = {
            "url": f"http://127.0.0.1:{site_port}{path}",
            "formats": ["markdown", "links", "html"],
            "timeout": 15_000,
        }
        yield Attack("SCRAPE_PROXY", "POST", "/api/v1/scrape", json.dumps(body).encode())


def _everywhere() -> Iterator[Attack]:
    places = [
        ("WORKSPACE", "/api/items"),
        ("NOTIFICATIONS", "/notifications"),
        ("DOCUMENTATION", "/api/v1/ideas"),
        ("BLOG", "/api/newsletter/subscribe"),
        ("MOVIES", "/movies/suggestions/feedback"),
        ("SCRAPE_PROXY", "/api/v1/crawl"),
        ("DB_SYNC", "/api/v1/streams/none/run"),
    ]
    for prefix, path in places:
        for body in (*documents.strange_values(), documents.nested_json(), b"\xef\xbb\xbf{}", b"{" * 50_000):
            yield Attack(prefix, "POST", path, body)
        yield Attack(prefix, "POST", path, b"zz\r\nbroken", {"Transfer-Encoding": "chunked"})
        yield Attack(prefix, "GET", "/" + "a" * 9_000)
        yield Attack(prefix, "GET", "/", headers={f"X-{number}": "x" for number in range(150)})


def _queries() -> Iterator[Attack]:
    yield Attack("MOVIES", "GET", f"/movies/search?q={LONG}")
    yield Attack("MOVIES", "GET", "/movies?page=99999999999999999999&limit=1e999")
    yield Attack("BLOG", "GET", f"/blog/search?q={LONG}")
    yield Attack("BLOG", "GET", "/blog/search?q=%00%ff%ed%a0%80")
    yield Attack("DOCUMENTATION", "GET", f"/api/v1/docs/search?q={LONG}")
    yield Attack("WORKSPACE", "GET", f"/api/items?search={LONG}")
    yield Attack("WORKSPACE", "GET", "/api/items?cursor=" + "A" * 4_000)


def send(suite: Suite, attack: Attack, timeout: float = 60) -> str:
    """How it was answered: the status, or what became of the connection."""
    connection = HTTPConnection("127.0.0.1", suite.port(attack.prefix), timeout=timeout, source_address=(ATTACKER, 0))
    try:
        connection.request(attack.method, attack.path, attack.body or None, attack.headers)
        reply = connection.getresponse()
        reply.read()
        return str(reply.status)
    except (OSError, HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()
