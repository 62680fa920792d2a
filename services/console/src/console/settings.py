"""What the console can be told."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from suite.environment import find_root
from suite.settings import Secret, ServiceSettings, as_integer, as_secret, as_text, as_url, setting


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """Settings of the console."""

    ID: ClassVar[str] = "console"
    SERVICE: ClassVar[str] = "CONSOLE"
    SCHEMA: ClassVar[str] = "console"
    ROLE: ClassVar[str] = "app_console"

    service_url: str = setting(
        "CONSOLE_SERVICE_URL",
        as_text,
        default="http://127.0.0.1:{port}",
        help="where services answer the console; {id} and {port} are those of each service",
    )
    log_directory: str = setting(
        "LOG_DIR", as_text, default="var/log", help="logs and process records; relative to the root"
    )
    page_directory: str = setting(
        "CONSOLE_PAGE_DIR",
        as_text,
        default="services/console/web/dist",
        help="the built page; relative to the root",
    )

    ingest_token: Secret | None = setting(
        "CONSOLE_INGEST_TOKEN",
        as_secret,
        default=None,
        help="bearer of services that send traces from outside of private networks",
    )
    trace_max_mb: int = setting(
        "CONSOLE_TRACE_MAX_MB", as_integer(1, 1_048_576), default=512, help="most that traces take in the database, MiB"
    )

    oidc_issuer: str | None = setting(
        "OIDC_ISSUER",
        as_url("https", "http"),
        default=None,
        help="OpenID provider people sign in at (authorization code, PKCE); JWKS_URL names its keys for the services",
    )
    oidc_client: str = setting(
        "CONSOLE_OIDC_CLIENT_ID", as_text, default="colmeia-console", help="the console as the provider knows it"
    )
    oidc_scope: str = setting(
        "CONSOLE_OIDC_SCOPE", as_text, default="openid offline_access", help="what the console asks the provider for"
    )

    def problems(self) -> Iterator[str]:
        """The common rules, and no plain HTTP to the provider in production."""
        yield from super().problems()
        if self.production and (self.oidc_issuer or "").startswith("http:"):
            yield "OIDC_ISSUER: https only in production: tokens pass there"

    @classmethod
    def service_defaults(cls) -> dict[str, Any]:
        """The port of the manifest."""
        return {"port": 3103}

    @property
    def log_folder(self) -> Path:
        """Where the log files of the services are."""
        return find_root() / self.log_directory

    @property
    def page_folder(self) -> Path:
        """Where the built page is."""
        return find_root() / self.page_directory
