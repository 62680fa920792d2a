"""What documentation-api can be told."""

from dataclasses import dataclass
from typing import Any, ClassVar

from suite.settings import (
    SealSettings,
    ServiceSettings,
    as_flag,
    as_integer,
    as_list,
    as_text,
    as_url,
    setting,
)

MEBIBYTE = 1_048_576


def as_database_strategy(value: str) -> str:
    """`postgres`, the only storage; `postgresql` is an older spelling."""
    if value not in ("postgres", "postgresql"):
        raise ValueError("is not a storage this service has (postgres)")
    return "postgres"


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings, SealSettings):
    """Settings of documentation-api."""

    ID: ClassVar[str] = "documentation-api"
    SERVICE: ClassVar[str] = "DOCUMENTATION"
    SCHEMA: ClassVar[str] = "documentation"
    ROLE: ClassVar[str] = "app_documentation"

    db_strategy: str = setting(
        "DOCUMENTATION_DB_STRATEGY",
        as_database_strategy,
        default="postgres",
        help="postgres; other storages of older releases stop the start",
    )
    docs_dir: str | None = setting(
        "DOCS_DIR",
        as_text,
        default=None,
        help="folder of the markdown files; without it the suite's own docs/ and the README of each service",
    )
    docs_reindex_interval_s: int = setting(
        "DOCS_REINDEX_INTERVAL", as_integer(0, 86_400), default=300, help="pause between two reindex runs, s; 0 off"
    )
    docs_outdated_days: int = setting(
        "DOCS_OUTDATED_DAYS",
        as_integer(1, 36_500),
        default=90,
        help="a document reviewed longer ago counts as outdated, days",
    )
    specs_dir: str | None = setting(
        "DOCUMENTATION_SPECS_DIR",
        as_text,
        default=None,
        help="folder of <name>.openapi.yaml and <name>.asyncapi.yaml files to take in",
    )
    default_spec: str = setting(
        "DOCUMENTATION_SPEC_DEFAULT",
        as_text,
        default="documentation-api",
        help="the spec meant when a request names none",
    )
    health_allow: tuple[str, ...] | None = setting(
        "DOCUMENTATION_HEALTH_ALLOW",
        as_list,
        default=None,
        help="host:port list that health probes may reach although private; the services of the manifest when empty",
    )
    cache_ttl_seconds: int = setting(
        "DOCUMENTATION_CACHE_TTL_SECONDS",
        as_integer(0, 86_400),
        default=60,
        help="life of kept facets, s; a run that changes the index ends them; 0 = off",
    )
    upload_quota_mb: int = setting(
        "DOCUMENTATION_UPLOAD_QUOTA_MB", as_integer(0, 1_048_576), default=500, help="files of one user, MB"
    )
    public_docs: bool = setting(
        "DOCUMENTATION_PUBLIC_DOCS",
        as_flag,
        default=True,
        help="false asks for a token also to read documentation and specs",
    )
    prometheus_url: str = setting(
        "PROMETHEUS_URL",
        as_url("http", "https"),
        default="http://localhost:9090",
        help="told to readers of the trends, never asked",
    )

    @property
    def upload_quota_bytes(self) -> int:
        """Bytes one user may store."""
        return self.upload_quota_mb * MEBIBYTE

    @classmethod
    def service_defaults(cls) -> dict[str, Any]:
        """The port, 200 requests a client and window."""
        return {"port": 3400, "rate_limit_max": 200}
