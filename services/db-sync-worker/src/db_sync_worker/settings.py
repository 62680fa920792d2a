"""What db-sync-worker can be told."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from suite.environment import find_root
from suite.settings import (
    Secret,
    ServiceSettings,
    as_integer,
    as_number,
    as_secret,
    as_text,
    as_url,
    respelled,
    setting,
)


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """Settings of db-sync-worker."""

    ID: ClassVar[str] = "db-sync-worker"
    SERVICE: ClassVar[str] = "DB_SYNC"
    SCHEMA: ClassVar[str] = "sync"
    ROLE: ClassVar[str] = "app_sync"

    log_level: str = respelled(ServiceSettings, "log_level", aliases=("TIMESCALEDB_SYNC_LOG_LEVEL",))
    database_url: Secret | None = respelled(
        ServiceSettings,
        "database_url",
        aliases=("TIMESCALEDB_DSN",),
        help="whole connection URL; a direct connection: session locks do not pass a transaction pooler",
    )
    questdb_url: str = setting(
        "QUESTDB_REST_URL", as_url("http", "https"), default="http://localhost:9000", help="where QuestDB answers HTTP"
    )
    questdb_user: str | None = setting("QUESTDB_USER", as_text, default=None, help="name for basic authentication")
    questdb_password: Secret | None = setting(
        "QUESTDB_PASSWORD", as_secret, default=None, help="password for basic authentication"
    )
    questdb_token: Secret | None = setting(
        "QUESTDB_TOKEN", as_secret, default=None, help="bearer token, instead of name and password"
    )
    questdb_timeout_s: float = setting(
        "QUESTDB_TIMEOUT_S", as_number(0.1, 3_600), default=30.0, help="connecting and first byte of an answer, s"
    )
    questdb_stream_timeout_s: float = setting(
        "QUESTDB_STREAM_TIMEOUT_S", as_number(0.1, 86_400), default=300.0, help="longest silence inside an answer, s"
    )
    streams_file: str | None = setting(
        "DB_SYNC_STREAMS_FILE", as_text, default=None, help="streams file; services/db-sync-worker/streams.yaml"
    )
    questdb_query: str | None = setting(
        "QUESTDB_QUERY",
        as_text,
        default=None,
        help="first query of the environment's one stream",
    )
    questdb_incremental_query: str | None = setting(
        "QUESTDB_INCREMENTAL_QUERY", as_text, default=None, help="its later queries; {last_synced} is replaced"
    )
    stream_name: str = setting(
        "TIMESCALEDB_STREAM", as_text, default="tp_capital_signals", help="name of the stream of the environment"
    )
    batch_size: int = setting(
        "TIMESCALEDB_BATCH_SIZE",
        as_integer(1, 1_000_000),
        default=5_000,
        help="rows a transaction of the stream of the environment",
    )

    keep_days: int = setting(
        "DB_SYNC_KEEP_DAYS",
        as_integer(7, 3_650),
        default=90,
        help="days that runs, resolved quarantine and windows nobody compares any more are kept",
    )

    @property
    def streams_path(self) -> Path:
        """The streams file."""
        given = self.streams_file
        return Path(given) if given else find_root() / "services" / self.ID / "streams.yaml"

    @classmethod
    def service_defaults(cls) -> dict[str, Any]:
        """The port and the limit."""
        return {"port": 3700, "rate_limit_max": 60}
