"""Pages as HTML: one frame for all services, the content from a service's own templates; everything is escaped."""

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urljoin

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from suite.dates import wire_date
from suite.http.security import HeaderList
from suite.pages.json_ld import data_block
from suite.pages.page import Page

HTML = "text/html; charset=utf-8"
PLAYERS = "https://www.youtube.com https://www.youtube-nocookie.com https://player.vimeo.com"


@lru_cache(maxsize=1)
def style() -> Markup:
    """The one style sheet, written into each page."""
    return Markup(files("suite.pages").joinpath("page.css").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def page_headers() -> HeaderList:
    """Headers of a page: its own style, pictures of any site, players; no scripts."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self' https: http: data:; frame-src {PLAYERS}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return [("Content-Security-Policy", policy), ("X-Frame-Options", "DENY")]


class Pages:
    """Pages of one service: templates of `package` extend `page.html`; `site` is where the frontend shows them."""

    def __init__(self, package: str, site_url: str, site_name: str) -> None:
        self.site_url = site_url.rstrip("/")
        self.site_name = site_name
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader(package), PackageLoader("suite.pages")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["wire_date"] = wire_date
        self._environment.filters["address"] = quote

    def render(self, page: Page) -> str:
        """The page as HTML."""
        site = (page.site or self.site_url).rstrip("/")
        frame: dict[str, Any] = {
            "page": page,
            "site": site,
            "site_name": page.site_name or self.site_name,
            "canonical": page.canonical or site + quote(page.path, safe="/%"),
            "image": urljoin(site + "/", page.image) if page.image else None,
            "data": data_block(page.data) if page.data else None,
            "style": style(),
        }
        return self._environment.get_template(page.template).render({**page.content, **frame})

    def not_found(self, site: str | None = None, site_name: str | None = None) -> Page:
        """What is shown for an address without a page."""
        return Page(
            template="not_found.html",
            title="Página não encontrada",
            description="Esta página não existe ou não está mais no ar.",
            path="/",
            site=site,
            site_name=site_name,
            indexed=False,
        )
