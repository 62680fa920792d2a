"""Sitemap documents (sitemaps.org, protocol 0.9)."""

from collections.abc import Iterable
from urllib.parse import quote
from xml.sax.saxutils import escape

_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n'


def render_index(base_url: str, names: Iterable[str]) -> str:
    """The index of the sitemaps `names`."""
    entries = "".join(f"<sitemap><loc>{escape(f'{base_url}/sitemap/{name}.xml')}</loc></sitemap>" for name in names)
    return f"{_PROLOGUE}<sitemapindex {_NAMESPACE}>{entries}</sitemapindex>\n"


def render_pages(base_url: str, pages: Iterable[tuple[str, str]], priority: str) -> str:
    """A sitemap of the pages `base_url`/slug; `pages` are (slug, time of the last change)."""
    entries = "".join(
        f"<url><loc>{escape(f'{base_url}/{quote(slug)}')}</loc><lastmod>{changed}</lastmod>"
        f"<changefreq>weekly</changefreq><priority>{priority}</priority></url>"
        for slug, changed in pages
    )
    return f"{_PROLOGUE}<urlset {_NAMESPACE}>{entries}</urlset>\n"
