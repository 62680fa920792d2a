"""A fetched page as a tree: decoded, bounded, parsed."""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from scrape_proxy.pages.bounds import bounded_markup
from scrape_proxy.pages.charsets import decode_page
from scrape_proxy.pages.document import parse_document
from scrape_proxy.pages.fetcher import FetchedPage
from scrape_proxy.pages.references import encode_queries


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """The whole text, the tree of what is read of it, and whether something was left out."""

    text: str
    root: Any
    cut: bool


def parse_page(page: FetchedPage) -> ParsedPage:
    """The tree of an HTML page, its addresses written so that their encoding no longer matters."""
    text, encoding = decode_page(page.body, page.content_type)
    markup = bounded_markup(text)
    root = parse_document(markup.text)
    # Not part of the page until a script takes it out of there: its links lead to places that do not exist.
    etree.strip_elements(root, "template", with_tail=False)
    encode_queries(root, encoding)
    return ParsedPage(text, root, markup.cut)
