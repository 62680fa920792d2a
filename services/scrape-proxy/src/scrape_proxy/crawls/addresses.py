"""When two URLs are the same page, and which pages belong to a crawl."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

import regex

from scrape_proxy.pages.addresses import resolve
from suite.outbound.hosts import DEFAULT_PORTS

MATCH_SECONDS = 0.05
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def normalise(url: str) -> str:
    """The URL to fetch: lower-case scheme and host, no default port, no dot segments, no fragment.

    Escapes are spelled one way; empty query parts are dropped. Raises ValueError for what is no URL.
    """
    address = resolve(url, url)
    if address is None:
        raise ValueError("no web address")
    parts = urlsplit(address)
    place = place_of(parts)
    path = one_spelling(parts.path or "/")
    query = "&".join(piece for piece in parts.query.split("&") if piece)
    return urlunsplit((parts.scheme, place, path, one_spelling(query), ""))


def hash_of(url: str) -> bytes:
    """The same for URLs that differ only in the order of their query parameters."""
    parts = urlsplit(url)
    pieces = sorted(parts.query.split("&"), key=lambda piece: piece.partition("=")[0])
    return sha256(urlunsplit(parts._replace(query="&".join(pieces))).encode()).digest()


def place_of(parts: SplitResult) -> str:
    """Host in lower case, with the port where it is not the scheme's own and the user info where there is one."""
    host = (parts.hostname or "").lower().removesuffix(".")
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    shown = host if port in (None, DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"
    user, at, _ = parts.netloc.rpartition("@")
    return f"{user}{at}{shown}"


def one_spelling(text: str) -> str:
    """Escapes in upper case, unreserved characters bare, everything else that needs it escaped."""

    def respell(escape: re.Match[str]) -> str:
        character = unquote(escape[0], "latin-1")
        return character if character in _UNRESERVED else escape[0].upper()

    return quote(_ESCAPE.sub(respell, text), safe="/%!$&'()*+,;=:@?~-._")


def matches_any(patterns: Iterable[str], path: str, *, when_slow: bool) -> bool:
    """Whether any pattern is found in the path; a pattern that takes too long counts as `when_slow`."""
    for pattern in patterns:
        try:
            if regex.search(pattern, path, timeout=MATCH_SECONDS, flags=regex.V0):
                return True
        except TimeoutError:
            if when_slow:
                return True
    return False


@dataclass(frozen=True, slots=True)
class Scope:
    """Which URLs belong to a crawl. `bases` are its start page and where that one redirected to."""

    bases: tuple[str, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    backward: bool = False
    external: bool = False
    subdomains: bool = False
    without_query: bool = False

    def holds(self, url: str) -> bool:
        """Whether a normalised URL belongs to the crawl."""
        return self.is_near(url) and self.shows(url)

    def shows(self, url: str) -> bool:
        """Whether the path is one the caller wants to see."""
        path = unquote(urlsplit(url).path)
        if self.exclude and matches_any(self.exclude, path, when_slow=True):
            return False
        return not self.include or matches_any(self.include, path, when_slow=False)

    def is_near(self, url: str) -> bool:
        """Whether the place and the folder are those of the crawl, whatever the path is called."""
        parts = urlsplit(url)
        same_host = [base for base in map(urlsplit, self.bases) if place_of(base) == place_of(parts)]
        if not same_host:
            return self.external or (self.subdomains and any(is_below(parts, base) for base in self.bases))
        return (
            self.backward
            or any(parts.path.startswith(folder_of(base.path)) for base in same_host)
            or any(parts.path == base.path for base in same_host)
        )


def is_below(parts: SplitResult, base: str) -> bool:
    """Whether a place is a subdomain of the base's, or its sibling below the same www-less name."""
    return f".{parts.hostname}".endswith("." + (urlsplit(base).hostname or "").removeprefix("www."))


def without_query(url: str) -> str:
    """The URL without its parameters."""
    return urlunsplit(urlsplit(url)._replace(query=""))


def folder_of(path: str) -> str:
    """`/a/` of /a/, of /a and of /a/index.html: everything below the start page."""
    last = path.rpartition("/")[2]
    if not last:
        return path
    return path.removesuffix(last) if "." in last else path + "/"
