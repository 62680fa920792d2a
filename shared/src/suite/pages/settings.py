"""What a service with pages can be told beside everything else."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from suite.settings import ServiceSettings, as_list, as_url, respelled, setting

DEFAULT_SITE = "https://vibesfilm.com"


@dataclass(frozen=True, kw_only=True)
class PageSettings(ServiceSettings):
    """Where the pages are shown to people, and who may read the routes behind them: anybody."""

    # FRONTEND_URL is a setting of its own here.
    cors_origins: tuple[str, ...] = respelled(ServiceSettings, "cors_origins", older_fallbacks=("CORS_ORIGINS",))
    site_url: str = setting(
        "SITE_URL", as_url("https", "http"), default=DEFAULT_SITE, help="the site whose pages are canonical"
    )
    frontend_urls: tuple[str, ...] = setting(
        "FRONTEND_URL",
        as_list,
        default=(),
        help="where people are sent from the pages for crawlers, the first of a list; none: they get the pages too",
    )

    @property
    def frontend_url(self) -> str | None:
        """The frontend's address, None when there is none."""
        return self.frontend_urls[0] if self.frontend_urls else None

    @property
    def origins(self) -> tuple[str, ...]:
        """Any origin outside production, without credentials; FRONTEND_URL counts where it is the only one given."""
        if self.cors_origins:
            return self.cors_origins
        return tuple(map(origin_of, self.frontend_urls)) if self.production else ("*",)

    def problems(self) -> Iterator[str]:
        """FRONTEND_URL holds addresses, and stands in for the list of origins that production asks for."""
        for rule in super().problems():
            if not (rule.startswith("CORS_ORIGIN:") and self.frontend_urls):
                yield rule
        for address in self.frontend_urls:
            if not is_site(address):
                yield f'FRONTEND_URL: "{address}" is not an address of the web'


def is_site(address: str) -> bool:
    """True for http and https with a host."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def origin_of(address: str) -> str:
    """Scheme, host and port, as a browser names a page's origin."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
