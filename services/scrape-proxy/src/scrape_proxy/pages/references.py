"""Every address in a page, made absolute: links, sources, sets of sources, and pictures that are loaded late."""

import re
from typing import Any

from lxml import etree
from webencodings import Encoding

from scrape_proxy.pages.addresses import resolve, resolve_any
from scrape_proxy.pages.charsets import encode_query

ADDRESSES = ("href", "src", "action", "formaction", "poster", "cite", "background", "data", "longdesc", "data-src")
SETS = ("srcset", "data-srcset", "imagesrcset")
# The attributes pages keep the real picture in until it is scrolled to.
LATE_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-actualsrc")
MAX_IMAGES = 20_000
# Pages offer a picture in a dozen sizes.
MAX_CANDIDATES = 50
_CANDIDATE = re.compile(r"[\s,]*+([^\s,]\S*+)((?:[^,(]|\([^)]*+\)?)*+)", re.ASCII)
_SCHEME = re.compile(r"\s*(?!https?:)[a-z][a-z0-9+.-]*:", re.ASCII | re.IGNORECASE)
# Pages in them ask in UTF-8.
_UNICODE = frozenset({"utf-8", "utf-16le", "utf-16be", "replacement", "x-user-defined"})


def encode_queries(root: Any, encoding: Encoding) -> None:
    """Write the letters in the queries of a page's addresses as they are sent: in the encoding of the page."""
    if encoding.name in _UNICODE:
        return
    for element in root.iter(etree.Element):
        for name in _REFERRING.intersection(element.attrib):
            value = element.attrib[name]
            if "?" in value and not value.isascii():
                element.attrib[name] = _with_queries(name, value, encoding)


def _with_queries(name: str, value: str, encoding: Encoding) -> str:
    if name not in SETS:
        return with_query(value, encoding)
    pairs = candidates(value)
    return ", ".join(" ".join(filter(None, (with_query(each, encoding), descriptor))) for each, descriptor in pairs)


def with_query(address: str, encoding: Encoding) -> str:
    """An address of the web with its query escaped; others, such as those of mails, as they are."""
    if _SCHEME.match(address):
        return address
    before, hash_sign, fragment = address.partition("#")
    path, mark, query = before.partition("?")
    return path + mark + encode_query(query, encoding) + hash_sign + fragment


def make_absolute(root: Any, base: str) -> None:
    """Replace every reference by the address it means; what is no web address stays as it is."""
    for element in root.iter(etree.Element):
        attributes = element.attrib
        for name in _REFERRING.intersection(attributes):
            value = attributes[name]
            if name in SETS:
                attributes[name] = absolute_set(value, base)
            else:
                attributes[name] = resolve_any(base, value) or value
        if element.tag == "img" and is_placeholder(attributes.get("src")):
            late = next((attributes[name] for name in LATE_SOURCES if attributes.get(name)), None)
            if late:
                attributes["src"] = resolve_any(base, late) or late


def absolute_set(value: str, base: str) -> str:
    """A srcset whose addresses are absolute, with their widths or densities."""
    made = []
    for address, descriptor in candidates(value):
        made.append(" ".join(filter(None, (resolve_any(base, address) or address, descriptor))))
    return ", ".join(made)


def candidates(value: str) -> list[tuple[str, str]]:
    """(address, descriptor) pairs of a srcset. An address may hold commas; one at its end separates."""
    pairs: list[tuple[str, str]] = []
    at = 0
    while len(pairs) < MAX_CANDIDATES and (found := _CANDIDATE.match(value, at)):
        address, descriptor = found.groups()
        at = found.end()
        if address.endswith(","):
            address, descriptor, at = address.rstrip(","), "", found.end(1)
        pairs.append((address, descriptor.strip()))
    return pairs


def is_placeholder(source: str | None) -> bool:
    """Whether a picture has no source of its own yet."""
    return not source or source.startswith("data:")


def images_of(root: Any, base: str) -> list[str]:
    """Absolute addresses of the pictures of a page, each once, in document order."""
    found: dict[str, None] = {}
    for element in root.iter("img", "source", "video", "image", "input"):
        named = [element.get(name) for name in ("src", "poster", *LATE_SOURCES)]
        if element.tag == "source" and element.getparent().tag != "picture":
            continue
        if element.tag == "video":
            named = [element.get("poster")]
        listed = [address for name in SETS for address, _ in candidates(element.get(name) or "")]
        for address in (*named, *listed):
            picture = resolve(base, address) if address else None
            if picture:
                found[picture] = None
        if len(found) >= MAX_IMAGES:
            break
    return list(found)[:MAX_IMAGES]


_REFERRING = frozenset((*ADDRESSES, *SETS))
