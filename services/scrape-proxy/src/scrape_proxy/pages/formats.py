"""From a fetched page to the formats somebody asked for. Pure computation, heavy for large pages."""

import html as entities
from collections.abc import Callable
from typing import Any

from scrape_proxy.browser.visits import PICTURES
from scrape_proxy.errors import FormatNotSupported
from scrape_proxy.pages.addresses import base_of
from scrape_proxy.pages.bounds import CUT_WARNING
from scrape_proxy.pages.charsets import decode_text
from scrape_proxy.pages.document import body_of, clean, exclude, include, serialise
from scrape_proxy.pages.fetcher import FetchedPage
from scrape_proxy.pages.links import links_of
from scrape_proxy.pages.main_content import main_content
from scrape_proxy.pages.markdown import convert
from scrape_proxy.pages.media import HTML, JSON, PDF, TEXT, kind_of
from scrape_proxy.pages.metadata import metadata_of, structured_of
from scrape_proxy.pages.parsed import ParsedPage, parse_page
from scrape_proxy.pages.portable import UnreadablePdf, read_pdf
from scrape_proxy.pages.references import images_of, make_absolute
from scrape_proxy.scrapes.schemas import PageOptions
from suite.http.replies import encode
from suite.text.storable import storable_json

LEAST_LETTERS = 60
WAIT_IGNORED = "waitFor is ignored by the embedded engine"

Makers = dict[str, Callable[[], Any]]


def refuse_screenshots(options: PageOptions) -> None:
    """FormatNotSupported when a picture of the page is wanted."""
    if PICTURES & set(options.formats):
        raise FormatNotSupported()


def encode_page(page: FetchedPage, options: PageOptions) -> bytes:
    """`render_page` as JSON that PostgreSQL stores."""
    return encode(storable_json(render_page(page, options)))


def render_page(page: FetchedPage, options: PageOptions) -> dict[str, Any]:
    """`data` of a scrape: the wanted formats, metadata and, if something was left out, a warning."""
    kind = kind_of(page.content_type)
    if kind == HTML:
        data = render_html(page, options)
    elif kind == PDF and options.pdf:
        data = render_pdf(page, options)
    elif kind in (TEXT, JSON):
        data = render_text(page, decode_text(page.body, page.content_type), options, kind)
    else:
        data = {"metadata": metadata_of(page, None), "warning": f"No text in {page.content_type}; metadata only"}
    if options.wait_ms and not options.rendered:
        data["warning"] = "; ".join(filter(None, (data.get("warning"), WAIT_IGNORED)))
    return data


def render_html(page: FetchedPage, options: PageOptions) -> dict[str, Any]:
    """All formats of an HTML page."""
    parsed = parse_page(page)
    data = made(options.formats, html_makers(page, parsed, options))
    data["metadata"] = metadata_of(page, parsed.root)
    return {**data, "warning": CUT_WARNING} if parsed.cut else data


def html_makers(page: FetchedPage, parsed: ParsedPage, options: PageOptions) -> Makers:
    """How each format of a parsed page is made."""
    root = parsed.root
    base = base_of(root, page.url)
    shown = clean(root)
    exclude(shown, options.exclude_tags)
    shown = include(shown, options.include_tags)
    make_absolute(shown, base)
    return {
        "markdown": lambda: convert(body_of(shown if options.only_main_content is False else main_content(shown))),
        "html": lambda: serialise(main_content(shown) if options.only_main_content else shown),
        "rawHtml": lambda: parsed.text,
        "links": lambda: links_of(root, page.url),
        "images": lambda: images_of(root, base),
        "json": lambda: structured_of(root, base),
    }


def render_text(page: FetchedPage, text: str, options: PageOptions, kind: str) -> dict[str, Any]:
    """All formats of a page that is text already."""
    makers: Makers = {
        "markdown": lambda: f"```json\n{text}\n```" if kind == JSON else text,
        "html": lambda: f"<pre>{entities.escape(text)}</pre>",
        "rawHtml": lambda: text,
        "links": list,
        "images": list,
        "json": dict,
    }
    return {**made(options.formats, makers), "metadata": metadata_of(page, None)}


def render_pdf(page: FetchedPage, options: PageOptions) -> dict[str, Any]:
    """All formats of a PDF file that have a meaning for it; a broken file is metadata and a warning."""
    try:
        document = read_pdf(page.body)
    except UnreadablePdf as error:
        return {"metadata": metadata_of(page, None), "warning": f"The PDF cannot be read: {error}; metadata only"}
    data = render_text(page, document.text, options, TEXT)
    data.pop("rawHtml", None)
    data["metadata"] |= {"title": document.title, "numPages": document.pages}
    return {**data, "warning": CUT_WARNING} if document.cut else data


def needs_scripts(page: FetchedPage) -> bool:
    """Whether a page brings scripts and next to no text: it shows something only once they ran."""
    root = parse_page(page).root
    if next(root.iter("script"), None) is None:
        return False
    shown = body_of(clean(root))
    return sum(map(len, "".join(shown.itertext()).split())) < LEAST_LETTERS


def made(formats: tuple[str, ...], makers: Makers) -> dict[str, Any]:
    """The wanted formats, each once."""
    return {name: makers[name]() for name in dict.fromkeys(formats) if name in makers}
