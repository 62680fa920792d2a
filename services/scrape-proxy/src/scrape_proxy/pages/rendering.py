"""From a fetched page to the formats somebody asked for. Pure computation, heavy for large pages."""

import html as entities
from collections.abc import Callable
from typing import Any

import trafilatura
from markdownify import markdownify
from trafilatura.settings import use_config

from scrape_proxy.errors import FormatNotSupported
from scrape_proxy.pages.charsets import decode_page
from scrape_proxy.pages.document import body_of, clean, exclude, include, main_part, parse_document, serialise
from scrape_proxy.pages.fetching import FetchedPage
from scrape_proxy.pages.links import base_of, links_of
from scrape_proxy.pages.media import HTML, JSON, TEXT, kind_of
from scrape_proxy.pages.metadata import metadata_of, structured_of
from scrape_proxy.scrapes.schemas import PageOptions

SCREENSHOTS = frozenset({"screenshot", "screenshot@fullPage"})
WAIT_IGNORED = "waitFor is ignored by the embedded engine"
# The converter recurses once a level; deeper markup is noise.
MAX_DEPTH = 200
# Finding the main text takes 5 s a megabyte; larger pages are data more often than prose, and are converted whole.
MAX_EXTRACTED = 1_000_000
EXTRACTION = use_config()
# Below these sizes the library falls back to text without any structure.
EXTRACTION.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
EXTRACTION.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")


def refuse_screenshots(options: PageOptions) -> None:
    """FormatNotSupported when a picture of the page is wanted."""
    if SCREENSHOTS & set(options.formats):
        raise FormatNotSupported()


def render_page(page: FetchedPage, options: PageOptions) -> dict[str, Any]:
    """`data` of a scrape: the wanted formats, metadata and, if something was left out, a warning."""
    kind = kind_of(page.content_type)
    if kind == HTML:
        data = render_html(page, decode_page(page.body, page.content_type), options)
    elif kind in (TEXT, JSON):
        data = render_text(page, decode_page(page.body, page.content_type), options, kind)
    else:
        data = {"metadata": metadata_of(page, None), "warning": f"No text in {page.content_type}; metadata only"}
    if options.waits:
        data["warning"] = "; ".join(filter(None, (data.get("warning"), WAIT_IGNORED)))
    return data


def render_html(page: FetchedPage, text: str, options: PageOptions) -> dict[str, Any]:
    """All formats of an HTML page."""
    root = parse_document(text)
    shown = clean(root)
    exclude(shown, options.exclude_tags)
    shown = include(shown, options.include_tags)
    shown.make_links_absolute(base_of(root, page.url), resolve_base_href=False, handle_failures="ignore")
    makers: dict[str, Callable[[], Any]] = {
        "markdown": lambda: markdown_of(shown, page.url, main=options.only_main_content is not False),
        "html": lambda: serialise(main_part(shown) if options.only_main_content else shown),
        "rawHtml": lambda: text,
        "links": lambda: links_of(root, page.url),
        "json": lambda: structured_of(root, page.url),
    }
    data = {name: makers[name]() for name in dict.fromkeys(options.formats) if name in makers}
    return {**data, "metadata": metadata_of(page, root)}


def render_text(page: FetchedPage, text: str, options: PageOptions, kind: str) -> dict[str, Any]:
    """All formats of a page that is text already."""
    made: dict[str, Any] = {
        "markdown": f"```json\n{text}\n```" if kind == JSON else text,
        "html": f"<pre>{entities.escape(text)}</pre>",
        "rawHtml": text,
        "links": [],
        "json": {},
    }
    data = {name: made[name] for name in dict.fromkeys(options.formats) if name in made}
    return {**data, "metadata": metadata_of(page, None)}


def markdown_of(root: Any, url: str, *, main: bool) -> str:
    """Markdown of the main text, or of the whole page when there is no main text or it is not wanted."""
    source = serialise(root)
    if main and len(source) <= MAX_EXTRACTED:
        extracted = trafilatura.extract(
            source,
            url=url,
            fast=True,
            config=EXTRACTION,
            output_format="markdown",
            include_links=True,
            include_tables=True,
            include_comments=False,
            with_metadata=False,
        )
        if extracted:
            return str(extracted).strip()
    return convert(main_part(root) if main else root)


def convert(root: Any) -> str:
    """Markdown of everything in the body."""
    flatten(root)
    text = markdownify(serialise(body_of(root)), heading_style="ATX", bullets="-", bs4_options="lxml")
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(line for line, before in zip(lines, ["x", *lines], strict=False) if line or before).strip()


def flatten(root: Any) -> None:
    """Unwrap elements nested deeper than the converter can follow."""
    deep = [element for element in root.iter() if sum(1 for _ in element.iterancestors()) > MAX_DEPTH]
    for element in reversed(deep):
        element.drop_tag()
