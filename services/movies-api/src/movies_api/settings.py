"""What movies-api can be told."""

from dataclasses import dataclass
from typing import Any, ClassVar

from suite.ai.settings import ModelSettings
from suite.pages import PageSettings
from suite.settings import SealSettings, Secret, as_choice, as_flag, as_integer, as_secret, as_url, setting

NO_TMDB = "the /api/tmdb routes answer 503"
AI_PROVIDERS = ("auto", "openai", "gemini", "deepseek", "kimi", "lexicon")


@dataclass(frozen=True, kw_only=True)
class Settings(PageSettings, ModelSettings, SealSettings):
    """Settings of movies-api."""

    ID: ClassVar[str] = "movies-api"
    SERVICE: ClassVar[str] = "MOVIES"
    SCHEMA: ClassVar[str] = "movies"
    ROLE: ClassVar[str] = "app_movies"

    cache_ttl_seconds: int = setting(
        "CACHE_TTL_SECONDS",
        as_integer(0, 86_400),
        default=60,
        help="life of kept public answers, s; changes show within 1 s; 0 = off",
    )
    journey_fill: bool = setting(
        "JOURNEY_FILL",
        as_flag,
        default=True,
        help="fill end options without curated films; false leaves them empty",
    )
    verdict_retention_days: int = setting(
        "VERDICT_RETENTION_DAYS",
        as_integer(1, 730),
        default=180,
        help="days a visitor's verdict on a suggestion is kept",
    )
    apple_review_mode: bool = setting(
        "APPLE_REVIEW_MODE",
        as_flag,
        default=False,
        help="true hides platform logos from iOS clients",
    )
    sitemap_base_url: str = setting(
        "SITEMAP_BASE_URL",
        as_url("https", "http"),
        default="https://api.vibesfilm.com",
        help="where the sitemaps themselves are",
    )
    api_url: str | None = setting(
        "{SERVICE}_PUBLIC_URL",
        as_url("https", "http"),
        default=None,
        help="where clients find drawn posters; else SITEMAP_BASE_URL in production, the port of localhost elsewhere",
    )
    tmdb_api_key: Secret | None = setting("TMDB_API_KEY", as_secret, default=None, help="key of TMDB", feature=NO_TMDB)
    tmdb_access_token: Secret | None = setting(
        "TMDB_ACCESS_TOKEN", as_secret, default=None, help="token of TMDB, instead of the key"
    )
    tmdb_base_url: str = setting(
        "TMDB_BASE_URL",
        as_url("https", "http"),
        default="https://api.themoviedb.org/3",
        help="address of TMDB",
    )

    omdb_api_key: Secret | None = setting(
        "OMDB_API_KEY", as_secret, default=None, help="key of OMDb", feature="curated films get no ratings of OMDb"
    )
    omdb_base_url: str = setting(
        "OMDB_BASE_URL", as_url("https", "http"), default="https://www.omdbapi.com", help="address of OMDb"
    )
    ai_provider: str = setting(
        "AI_PROVIDER",
        as_choice(*AI_PROVIDERS),
        default="auto",
        help="who curates films: auto asks all that have a key, lexicon works offline and comes last",
    )

    @property
    def public_url(self) -> str:
        """Where clients reach this service."""
        elsewhere = self.sitemap_base_url if self.production else f"http://localhost:{self.port}"
        return (self.api_url or elsewhere).rstrip("/")

    @classmethod
    def service_defaults(cls) -> dict[str, Any]:
        """The port, statements end after 5 s, 150 requests a client and window."""
        return {"port": 3000, "db_statement_timeout_ms": 5_000, "rate_limit_max": 150}
