"""Who reads: our main content as Markdown, trafilatura, readability-lxml."""

import re

import trafilatura
from lxml import html
from readability import Document  # type: ignore[import-untyped]

from scrape_proxy.pages.fetcher import FetchedPage
from scrape_proxy.pages.formats import render_page
from scrape_proxy.scrapes.schemas import PageOptions

ADDRESS = "https://site.example/page"
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_FENCE = re.compile(r"^```.*$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]*)\)")


def read_ours(markup: str) -> tuple[str, list[str]]:
    """By scrape-proxy."""
    page = FetchedPage(ADDRESS, ADDRESS, 200, {"Content-Type": "text/html; charset=utf-8"}, markup.encode())
    return of_markdown(render_page(page, PageOptions())["markdown"])


def read_trafilatura(markup: str) -> tuple[str, list[str]]:
    """By trafilatura, with all it can keep."""
    made = trafilatura.extract(markup, url=ADDRESS, output_format="markdown", include_links=True, include_tables=True)
    return of_markdown(made or "")


def read_readability(markup: str) -> tuple[str, list[str]]:
    """By readability-lxml; its title is outside of its summary."""
    document = Document(markup, url=ADDRESS)
    root = html.fromstring(document.summary() or "<html></html>")
    text = f"{document.short_title()}\n{' '.join(map(str, root.itertext()))}"
    return text, [str(link.get("href")) for link in root.iter("a")]


def of_markdown(text: str) -> tuple[str, list[str]]:
    """The words of Markdown without addresses, pictures and names of languages, and the addresses of its links."""
    without = _FENCE.sub("```", _IMAGE.sub(" ", text))
    return _LINK.sub("] ", without), _LINK.findall(without)


READERS = {"scrape-proxy": read_ours, "trafilatura": read_trafilatura, "readability-lxml": read_readability}
