"""What blog-api can be told."""

from dataclasses import dataclass
from typing import Any, ClassVar

from suite.http import Call, Service
from suite.pages.settings import PageSettings
from suite.settings import (
    SealSettings,
    Secret,
    WorkerSettings,
    as_flag,
    as_integer,
    as_number,
    as_secret,
    as_text,
    as_url,
    setting,
)


@dataclass(frozen=True, kw_only=True)
class Settings(PageSettings, WorkerSettings, SealSettings):
    """Settings of blog-api."""

    ID: ClassVar[str] = "blog-api"
    SERVICE: ClassVar[str] = "BLOG"
    SCHEMA: ClassVar[str] = "blog"
    ROLE: ClassVar[str] = "app_blog"

    default_blog_id: int = setting(
        "BLOG_DEFAULT_ID", as_integer(1, 2_147_483_647), default=3, help="blog of requests that name none"
    )
    view_hash_key: Secret | None = setting(
        "VIEW_HASH_KEY", as_secret, default=None, help="key of visitor hashes; empty: one is made and kept"
    )
    api_url: str | None = setting(
        "{SERVICE}_PUBLIC_URL",
        as_url("https", "http"),
        default=None,
        fallbacks=("SITEMAP_BASE_URL",),
        help="where clients find drawn pictures; else the site in production, the port of localhost elsewhere",
    )
    unsubscribe_url: str = setting(
        "NEWSLETTER_UNSUBSCRIBE_URL",
        as_text,
        default="{site}/newsletter/unsubscribe?token={token}",
        help="page that posts the token of a mail to /api/newsletter/unsubscribe",
    )
    newsletter_max_age_hours: int = setting(
        "NEWSLETTER_MAX_AGE_HOURS",
        as_integer(0, 100_000),
        default=168,
        help="articles dated longer ago are not mailed, e.g. an imported archive; 0: all are",
    )
    double_opt_in: bool = setting(
        "NEWSLETTER_DOUBLE_OPT_IN",
        as_flag,
        default=False,
        help="true: a subscription counts once it is confirmed",
    )

    cache_ttl_seconds: float = setting(
        "BLOG_CACHE_TTL_SECONDS",
        as_number(0, 1),
        default=1.0,
        help="life of kept public answers, s; editors' changes end them; 0 = off",
    )

    @property
    def public_url(self) -> str:
        """Where clients reach this service."""
        elsewhere = self.site_url if self.production else f"http://localhost:{self.port}"
        return (self.api_url or elsewhere).rstrip("/")

    @classmethod
    def service_defaults(cls) -> dict[str, Any]:
        """The port, statements end after 5 s, 150 requests a client and minute."""
        return {"port": 3100, "db_statement_timeout_ms": 5_000, "rate_limit_max": 150}


# A request to blog-api: `call.service.settings` are those above.
BlogCall = Call[Service[Settings]]
