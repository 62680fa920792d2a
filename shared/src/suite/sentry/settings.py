"""What Sentry is told, and where it is."""

from dataclasses import dataclass

from suite.configuration import Settings, setting
from suite.parsers import Secret, as_number, as_secret_url, as_text


@dataclass(frozen=True, kw_only=True)
class SentrySettings(Settings):
    """Read by services, companions and commands alike."""

    sentry_dsn: Secret | None = setting(
        "SENTRY_DSN",
        as_secret_url("https", "http"),
        default=None,
        help="project in Sentry that errors are reported to; without it nothing is. Needs the extra `observe`",
    )
    sentry_traces_sample_rate: float = setting(
        "SENTRY_TRACES_SAMPLE_RATE", as_number(0, 1), default=0.0, help="share of traces that Sentry gets as well"
    )
    sentry_environment: str = setting(
        "SENTRY_ENVIRONMENT",
        as_text,
        default="production",
        fallbacks=("APP_ENV", "NODE_ENV"),
        help="environment shown in Sentry; when not given APP_ENV",
    )
    sentry_release: str | None = setting(
        "SENTRY_RELEASE", as_text, default=None, help="release shown in Sentry; when not given the revision of git"
    )
