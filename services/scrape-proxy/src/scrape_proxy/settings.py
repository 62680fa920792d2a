"""What scrape-proxy can be told."""

from dataclasses import dataclass
from typing import Any, ClassVar

from scrape_proxy.api_keys import as_key_hashes
from scrape_proxy.browser.chromium import has_playwright
from suite import VERSION
from suite.ai.settings import ModelSettings
from suite.settings import (
    Secret,
    WorkerSettings,
    as_choice,
    as_flag,
    as_integer,
    as_list,
    as_port,
    as_secret,
    as_text,
    as_url,
    respelled,
    setting,
)
from suite.webhooks import WebhookSecret, as_webhook_secret

MEBIBYTE = 1_048_576


def as_browser_mode(value: str) -> str:
    """auto, always or never; who names one of the first two needs Playwright."""
    mode = as_choice("auto", "always", "never")(value)
    if mode != "never" and not has_playwright():
        raise ValueError("needs the extra `browser`: pip install playwright")
    return mode


@dataclass(frozen=True, kw_only=True)
class Settings(WorkerSettings, ModelSettings):
    """Settings of scrape-proxy."""

    ID: ClassVar[str] = "scrape-proxy"
    SERVICE: ClassVar[str] = "SCRAPE_PROXY"
    SCHEMA: ClassVar[str] = "scrape"
    ROLE: ClassVar[str] = "app_scrape"

    port: int = respelled(WorkerSettings, "port", aliases=("{SERVICE}_API_PORT", "FIRECRAWL_PROXY_PORT"))
    log_level: str = respelled(WorkerSettings, "log_level", aliases=("FIRECRAWL_PROXY_LOG_LEVEL",))
    rate_limit_max: int = respelled(
        WorkerSettings, "rate_limit_max", default=100, aliases=("FIRECRAWL_PROXY_RATE_LIMIT_MAX",)
    )
    rate_limit_window_ms: int = respelled(
        WorkerSettings, "rate_limit_window_ms", aliases=("FIRECRAWL_PROXY_RATE_LIMIT_WINDOW_MS",)
    )

    firecrawl_url: str = setting(
        "FIRECRAWL_PROXY_BASE_URL",
        as_url("http", "https"),
        default="http://localhost:3002",
        aliases=("FIRECRAWL_BASE_URL",),
        help="where Firecrawl listens",
    )
    firecrawl_key: Secret | None = setting(
        "FIRECRAWL_API_KEY", as_secret, default=None, help="sent to Firecrawl as bearer token, to nobody else"
    )
    firecrawl_timeout_ms: int = setting(
        "FIRECRAWL_PROXY_TIMEOUT",
        as_integer(100, 600_000),
        default=30_000,
        aliases=("FIRECRAWL_TIMEOUT",),
        help="longest call of Firecrawl, ms; the timeout of a body raises it to timeout + 5000",
    )
    api_keys: tuple[tuple[str, str], ...] = setting(
        "SCRAPE_API_KEYS",
        as_key_hashes,
        default=(),
        help="user:sha256 list of keys (fc-…) that SDKs of Firecrawl may send as bearer token",
    )
    browser: str = setting(
        "SCRAPE_BROWSER",
        as_browser_mode,
        default="auto",
        help="Chromium by the extra browser: auto (pages without text, waitFor, actions, pictures; none where it is not"
        " installed), always or never",
    )
    browser_path: str | None = setting(
        "SCRAPE_BROWSER_PATH", as_text, default=None, help="the Chromium to start; when not given the one on PATH"
    )
    browser_max: int = setting(
        "SCRAPE_BROWSER_MAX", as_integer(1, 32), default=2, help="browsers of a process at once, some 300 MB each"
    )
    browser_memory_mb: int = setting(
        "SCRAPE_BROWSER_MEMORY_MB",
        as_integer(256, 8_192),
        default=768,
        help="what one browser may take before the page is given up, MB",
    )
    webhook_secret: WebhookSecret | None = setting(
        "SCRAPE_WEBHOOK_SECRET",
        as_webhook_secret,
        default=None,
        help="whsec_ and base64: signs the webhooks of crawls (Standard Webhooks, and X-Firecrawl-Signature)",
    )
    search_url: str | None = setting(
        "SCRAPE_SEARCH_URL",
        as_url("http", "https"),
        default=None,
        help="search engine behind /v1/search and /v2/search: a SearXNG, or https://api.search.brave.com",
    )
    search_kind: str = setting(
        "SCRAPE_SEARCH_KIND",
        as_choice("searxng", "brave"),
        default="searxng",
        help="what SCRAPE_SEARCH_URL speaks: searxng or brave",
    )
    search_key: Secret | None = setting("SCRAPE_SEARCH_KEY", as_secret, default=None, help="key for Brave's search")
    engine: str = setting(
        "SCRAPE_ENGINE",
        as_choice("auto", "firecrawl", "embedded"),
        default="auto",
        help="firecrawl, embedded, or auto: Firecrawl while it answers",
    )
    allow_hosts: tuple[str, ...] = setting(
        "SCRAPE_ALLOW_HOSTS",
        as_list,
        default=(),
        help="host, host:port, address or CIDR list that may be scraped although private",
    )
    dns_strict: bool | None = setting(
        "SCRAPE_DNS_STRICT",
        as_flag,
        default=None,
        help="refuse names unknown here also for Firecrawl; true in production, else false",
    )
    max_response_bytes: int = setting(
        "SCRAPE_MAX_RESPONSE_BYTES",
        as_integer(1_024, 1_073_741_824),
        default=10 * MEBIBYTE,
        help="longest page, decoded bytes",
    )
    max_upstream_bytes: int = setting(
        "SCRAPE_MAX_UPSTREAM_BYTES",
        as_integer(1_024, 1_073_741_824),
        default=16 * MEBIBYTE,
        help="longest answer of Firecrawl, bytes",
    )
    cache_ttl_s: int = setting(
        "SCRAPE_CACHE_TTL_S", as_integer(0, 86_400), default=60, help="life of a scrape in the cache, s; 0 off"
    )
    stale_if_error_s: int = setting(
        "SCRAPE_STALE_IF_ERROR_S",
        as_integer(0, 86_400),
        default=300,
        help="how long an expired scrape may stand in for a failing one, s",
    )
    cache_max_bytes: int = setting(
        "SCRAPE_CACHE_MAX_BYTES",
        as_integer(0, 4_294_967_296),
        default=64 * MEBIBYTE,
        help="scrapes a worker remembers while there is no Redis, bytes",
    )
    crawl_max_seconds: int = setting(
        "SCRAPE_CRAWL_MAX_SECONDS", as_integer(1, 86_400), default=1_800, help="longest crawl, s"
    )
    crawl_max_bytes: int = setting(
        "SCRAPE_CRAWL_MAX_BYTES",
        as_integer(1_024, 1_099_511_627_776),
        default=200 * MEBIBYTE,
        help="bytes of all pages of a crawl",
    )
    crawl_concurrency: int = setting(
        "SCRAPE_CRAWL_CONCURRENCY", as_integer(1, 32), default=4, help="pages of a crawl in flight"
    )
    crawl_delay_ms: int = setting(
        "SCRAPE_CRAWL_DELAY_MS",
        as_integer(0, 60_000),
        default=200,
        help="pause between requests of a crawl to one host, ms",
    )
    crawl_active_max: int = setting(
        "SCRAPE_CRAWL_ACTIVE_MAX", as_integer(1, 64), default=3, help="crawls a process runs at once"
    )
    crawler: str = setting(
        "SCRAPE_CRAWLER",
        as_choice("inline", "external"),
        default="inline",
        help="inline: each web worker crawls too; external: only python -m scrape_proxy.worker does",
    )
    robots: str = setting(
        "SCRAPE_ROBOTS",
        as_choice("respect", "ignore"),
        default="respect",
        help="respect or ignore robots.txt in crawls and maps",
    )
    user_agent: str = setting(
        "SCRAPE_USER_AGENT", as_text, default=f"scrape-proxy/{VERSION}", help="how the own engine names itself"
    )
    egress_proxy: str | None = setting(
        "SCRAPE_EGRESS_PROXY",
        as_url("http", "https"),
        default=None,
        help="proxy the own engine goes through; HTTP_PROXY is ignored",
    )
    egress_port: int = setting(
        "SCRAPE_EGRESS_PORT", as_port, default=3128, help="port of python -m scrape_proxy.egress"
    )

    @property
    def refuses_unknown_names(self) -> bool:
        """Whether a name that does not resolve here is refused for Firecrawl too."""
        return self.production if self.dns_strict is None else self.dns_strict

    @classmethod
    def service_defaults(cls) -> dict[str, Any]:
        """The port."""
        return {"port": 3600}
