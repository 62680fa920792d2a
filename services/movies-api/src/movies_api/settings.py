"""What movies-api can be told."""

from dataclasses import dataclass
from typing import Any, ClassVar

from movies_api.curation.providers.prices import Prices, as_prices
from suite.http import Call
from suite.pages import PageSettings
from suite.settings import Secret, as_choice, as_flag, as_integer, as_secret, as_text, as_url, setting

NO_TMDB = "the /api/tmdb routes answer 503"
NO_PROVIDER = "films are curated by the providers that have a key, without any by the lexicon"
AI_PROVIDERS = ("auto", "openai", "gemini", "deepseek", "kimi", "lexicon")


@dataclass(frozen=True, kw_only=True)
class Settings(PageSettings):
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
        help="who curates films: auto asks all that have a key, lexicon works offline",
    )
    ai_prices: Prices | None = setting(
        "AI_PRICES",
        as_prices,
        default=None,
        help="prices that replace seeds/prices.json, US dollars for a million tokens: model=asked/answered, ...",
    )
    openai_api_key: Secret | None = setting(
        "OPENAI_API_KEY", as_secret, default=None, help="key of OpenAI, to curate films", feature=NO_PROVIDER
    )
    openai_model: str = setting("OPENAI_MODEL", as_text, default="gpt-4o-mini", help="model of OpenAI")
    openai_base_url: str = setting(
        "OPENAI_BASE_URL", as_url("https", "http"), default="https://api.openai.com/v1", help="address of OpenAI"
    )
    gemini_api_key: Secret | None = setting(
        "GEMINI_API_KEY", as_secret, default=None, help="key of Gemini, to curate films", feature=NO_PROVIDER
    )
    gemini_model: str = setting("GEMINI_MODEL", as_text, default="gemini-2.5-flash", help="model of Gemini")
    gemini_base_url: str = setting(
        "GEMINI_BASE_URL",
        as_url("https", "http"),
        default="https://generativelanguage.googleapis.com/v1beta",
        help="address of Gemini",
    )
    deepseek_api_key: Secret | None = setting(
        "DEEPSEEK_API_KEY", as_secret, default=None, help="key of DeepSeek, to curate films", feature=NO_PROVIDER
    )
    deepseek_model: str = setting("DEEPSEEK_MODEL", as_text, default="deepseek-chat", help="model of DeepSeek")
    deepseek_base_url: str = setting(
        "DEEPSEEK_BASE_URL", as_url("https", "http"), default="https://api.deepseek.com", help="address of DeepSeek"
    )
    kimi_api_key: Secret | None = setting(
        "KIMI_API_KEY", as_secret, default=None, help="key of Kimi, to curate films", feature=NO_PROVIDER
    )
    kimi_model: str = setting("KIMI_MODEL", as_text, default="moonshotai/kimi-k2.5", help="model of Kimi")
    kimi_base_url: str = setting(
        "KIMI_BASE_URL", as_url("https", "http"), default="https://integrate.api.nvidia.com/v1", help="address of Kimi"
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


def settings_of(call: Call) -> Settings:
    """The settings of the service that answers this call."""
    settings = call.service.settings
    assert isinstance(settings, Settings)
    return settings
