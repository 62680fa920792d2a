"""What every service can be told. A service subclasses ServiceSettings and adds its own fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote, urlsplit, urlunsplit

from suite.configuration import (
    EXIT_CONFIGURATION,
    ConfigurationError,
    SettingDeclaration,
    Settings,
    alias_warnings,
    load_settings,
    refuse_to_start,
    respelled,
    setting,
)
from suite.parsers import (
    LOG_LEVELS,
    Secret,
    as_choice,
    as_database_url,
    as_flag,
    as_integer,
    as_list,
    as_log_level,
    as_number,
    as_port,
    as_secret,
    as_text,
    as_url,
)
from suite.sentry.settings import SentrySettings
from suite.tracing.settings import TracingSettings

__all__ = [
    "APP_ENVIRONMENTS",
    "EXIT_CONFIGURATION",
    "LOG_LEVELS",
    "ConfigurationError",
    "SealSettings",
    "Secret",
    "ServiceSettings",
    "SettingDeclaration",
    "Settings",
    "WorkerSettings",
    "alias_warnings",
    "as_choice",
    "as_database_url",
    "as_flag",
    "as_integer",
    "as_list",
    "as_log_level",
    "as_number",
    "as_port",
    "as_secret",
    "as_text",
    "as_url",
    "load_settings",
    "refuse_to_start",
    "respelled",
    "setting",
]

APP_ENVIRONMENTS = ("development", "test", "staging", "production")
DEVELOPMENT_PORTS = (3103, 3004, 3000, 5173)
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


@dataclass(frozen=True, kw_only=True)
class ServiceSettings(SentrySettings, TracingSettings):
    """Common fields. Subclasses set ID, the variable prefix SERVICE, SCHEMA and the database ROLE."""

    ID: ClassVar[str]
    ROLE: ClassVar[str]

    app_env: str = setting(
        "APP_ENV",
        as_choice(*APP_ENVIRONMENTS),
        default="production",
        aliases=("NODE_ENV",),
        help="development, test, staging or production; production has the strict rules",
    )
    host: str = setting("{SERVICE}_HOST", as_text, default="127.0.0.1", help="address to listen on")
    port: int = setting(
        "{SERVICE}_PORT",
        as_port,
        aliases=("{SERVICE}_API_PORT",),
        help="port to listen on; the manifest gives it",
    )
    console_port: int = setting(
        "CONSOLE_PORT",
        as_port,
        default=3103,
        aliases=("CONSOLE_API_PORT",),
        help="port of the console: a developer's browser calls from there",
    )
    log_level: str = setting(
        "{SERVICE}_LOG_LEVEL",
        as_log_level,
        default="info",
        fallbacks=("LOG_LEVEL",),
        help="debug, info, warning or error",
    )
    log_format: str = setting(
        "LOG_FORMAT",
        as_choice("auto", "json", "pretty"),
        default="auto",
        help="json, pretty, or auto: pretty on a terminal",
    )
    worker_processes: int | None = setting(
        "{SERVICE}_WORKERS",
        as_integer(1, 64),
        default=None,
        fallbacks=("WEB_CONCURRENCY",),
        help="gunicorn worker processes; when not given 1 in development, else 2",
    )

    database_url: Secret | None = setting(
        "{SERVICE}_DATABASE_URL",
        as_database_url,
        default=None,
        help="whole connection URL; beats the parts below",
    )
    database_host: str = setting(
        "{SERVICE}_DATABASE_HOST",
        as_text,
        default="localhost",
        fallbacks=("FRONTEND_APPS_DB_HOST", "TIMESCALEDB_HOST"),
        help="database host",
    )
    database_port: int = setting(
        "{SERVICE}_DATABASE_PORT",
        as_port,
        default=5444,
        fallbacks=("FRONTEND_APPS_DB_PORT", "TIMESCALEDB_PORT"),
        help="database port",
    )
    database_direct_host: str | None = setting(
        "{SERVICE}_DATABASE_DIRECT_HOST",
        as_text,
        default=None,
        fallbacks=("FRONTEND_APPS_DB_DIRECT_HOST",),
        help="database host for LISTEN and locks where the other one is a pooler",
    )
    database_direct_port: int | None = setting(
        "{SERVICE}_DATABASE_DIRECT_PORT",
        as_port,
        default=None,
        fallbacks=("FRONTEND_APPS_DB_DIRECT_PORT",),
        help="port beside it",
    )
    database_replica_url: Secret | None = setting(
        "{SERVICE}_DATABASE_REPLICA_URL",
        as_database_url,
        default=None,
        help="read replica for public reads; login and database may be left out: the service's own",
    )
    database_replica_max_lag_ms: int = setting(
        "{SERVICE}_DATABASE_REPLICA_MAX_LAG_MS",
        as_integer(0, 600_000),
        default=1_000,
        fallbacks=("DATABASE_REPLICA_MAX_LAG_MS",),
        help="a replica further behind is not read, ms",
    )
    database_name: str = setting(
        "{SERVICE}_DATABASE_NAME",
        as_text,
        default="frontend_apps",
        fallbacks=("FRONTEND_APPS_DB_NAME", "TIMESCALEDB_DATABASE"),
        help="database name",
    )
    database_user: str | None = setting(
        "{SERVICE}_DATABASE_USER",
        as_text,
        default=None,
        fallbacks=("APP_{SCHEMA}_DB_USER",),
        help="runtime login role, app_… when not given",
    )
    database_password: Secret | None = setting(
        "{SERVICE}_DATABASE_PASSWORD",
        as_secret,
        default=None,
        fallbacks=("APP_{SCHEMA}_DB_PASSWORD",),
        help="password of the runtime login role",
    )
    database_ssl: str = setting(
        "{SERVICE}_DATABASE_SSL",
        as_choice(*SSL_MODES),
        default="prefer",
        fallbacks=("FRONTEND_APPS_DB_SSL",),
        help="sslmode of the connection",
    )
    db_pool_max: int = setting(
        "{SERVICE}_DB_POOL_MAX",
        as_integer(1, 200),
        default=10,
        aliases=("{SERVICE}_DATABASE_POOL_MAX",),
        fallbacks=("DB_POOL_MAX",),
        help="connections a worker may hold",
    )
    db_pool_timeout_ms: int = setting(
        "DB_POOL_TIMEOUT_MS", as_integer(1, 60_000), default=2_000, help="wait for a free connection, ms"
    )
    db_statement_timeout_ms: int = setting(
        "DB_STATEMENT_TIMEOUT_MS", as_integer(1, 600_000), default=15_000, help="longest statement, ms"
    )
    db_slow_query_ms: int = setting(
        "DB_SLOW_QUERY_MS",
        as_integer(1, 600_000),
        default=1_000,
        help="statements slower than this are logged, ms",
    )
    db_prepare: bool = setting(
        "DB_PREPARE", as_flag, default=True, help="false behind a PgBouncer that pools transactions"
    )

    bus_adapter: str = setting(
        "BUS_ADAPTER", as_choice("postgres", "pubsub"), default="postgres", help="what carries events: postgres, pubsub"
    )
    bus_user: str = setting(
        "APP_BUS_DB_USER", as_text, default="app_bus", help="login role of the event bus, in the service's database"
    )
    bus_password: Secret | None = setting(
        "APP_BUS_DB_PASSWORD",
        as_secret,
        default=None,
        help="password of the login role app_bus; without it events wait in the outbox",
    )
    pubsub_project: str | None = setting(
        "GOOGLE_CLOUD_PROJECT",
        as_text,
        default=None,
        aliases=("PUBSUB_PROJECT_ID", "GCP_PROJECT_ID"),
        help="project of Google Pub/Sub; needed with BUS_ADAPTER=pubsub",
    )
    pubsub_emulator_host: str | None = setting(
        "PUBSUB_EMULATOR_HOST", as_text, default=None, help="host:port of a Pub/Sub emulator, instead of Google"
    )
    pubsub_credentials: str | None = setting(
        "GOOGLE_APPLICATION_CREDENTIALS",
        as_text,
        default=None,
        help="file with the key of a service account; none: those of the machine",
    )
    pubsub_topic_prefix: str = setting(
        "PUBSUB_TOPIC_PREFIX", as_text, default="", help="in front of every topic and subscription in Pub/Sub"
    )
    pubsub_auto_create: bool = setting(
        "PUBSUB_AUTO_CREATE",
        as_flag,
        default=False,
        help="true creates missing topics and subscriptions, as always on the emulator",
    )

    cors_origins: tuple[str, ...] = setting(
        "{SERVICE}_CORS_ORIGIN",
        as_list,
        default=None,
        fallbacks=("CORS_ORIGIN",),
        older_fallbacks=("CORS_ORIGINS", "FRONTEND_URL"),
        help="origins that may call, comma separated; needed in production",
    )
    disable_cors: bool = setting(
        "DISABLE_CORS",
        as_flag,
        default=False,
        help="true sends no CORS headers: everything behind one domain",
    )
    frame_ancestors: tuple[str, ...] = setting(
        "FRAME_ANCESTORS", as_list, default=(), help="hosts that may embed the documentation pages"
    )

    rate_limit_enabled: bool = setting(
        "{SERVICE}_RATE_LIMIT_ENABLED",
        as_flag,
        default=True,
        fallbacks=("RATE_LIMIT_ENABLED",),
        help="false turns the limiter off",
    )
    request_head_timeout_ms: int = setting(
        "REQUEST_HEAD_TIMEOUT_MS",
        as_integer(100, 600_000),
        default=10_000,
        help="time a client may take to send the head of a request, ms",
    )
    request_body_timeout_ms: int = setting(
        "REQUEST_BODY_TIMEOUT_MS",
        as_integer(100, 600_000),
        default=20_000,
        help="time a client may take to send a body, ms; a second more for each KiB sent",
    )
    waiting_per_client: int = setting(
        "WAITING_CONNECTIONS_PER_CLIENT",
        as_integer(1, 1_000_000),
        default=300,
        help="connections of one client a worker keeps while they wait for its bytes; the oldest ends for a new one",
    )
    rate_limit_max: int = setting(
        "{SERVICE}_RATE_LIMIT_MAX",
        as_integer(0, 10_000_000),
        default=300,
        fallbacks=("RATE_LIMIT_MAX",),
        help="requests of one client in a window",
    )
    rate_limit_per_minute: int | None = setting(
        "RATE_LIMIT_PER_MINUTE",
        as_integer(0, 10_000_000),
        default=None,
        help="the same over 60 s; 0 turns the limiter off",
    )
    rate_limit_window_ms: int = setting(
        "{SERVICE}_RATE_LIMIT_WINDOW_MS",
        as_integer(1_000, 86_400_000),
        default=60_000,
        fallbacks=("RATE_LIMIT_WINDOW_MS",),
        help="length of the window, ms",
    )
    rate_limit_ttl: int | None = setting(
        "RATE_LIMIT_TTL", as_integer(1, 86_400), default=None, help="length of the window, s"
    )
    trusted_proxy_hops: int = setting(
        "TRUSTED_PROXY_HOPS",
        as_integer(0, 10),
        default=0,
        aliases=("TRUSTED_PROXIES",),
        help="proxies in front; 0 ignores X-Forwarded-For",
    )
    redis_url: str | None = setting(
        "REDIS_URL",
        as_url("redis", "rediss", "unix"),
        default=None,
        help="shared limits and cache; without it each worker keeps its own",
    )
    redis_password: Secret | None = setting("REDIS_PASSWORD", as_secret, default=None, help="password of Redis")
    redis_key_prefix: str = setting("REDIS_KEY_PREFIX", as_text, default="suite:", help="in front of every key")
    redis_ttl_seconds: int = setting(
        "REDIS_TTL_SECONDS", as_integer(1, 31_536_000), default=3_600, help="life of a cache entry, s"
    )
    cache_local_ttl_seconds: float = setting(
        "CACHE_LOCAL_TTL_SECONDS", as_number(0, 60), default=5.0, help="life of a cache entry in a worker, s; 0 = none"
    )
    cache_local_max_bytes: int = setting(
        "CACHE_LOCAL_MAX_BYTES",
        as_integer(0, 1_073_741_824),
        default=16_777_216,
        help="cache entries a worker holds, bytes",
    )

    auth_mode: str = setting(
        "AUTH_MODE",
        as_choice("off", "jwt"),
        default="jwt",
        help="jwt, or off: callers name themselves (refused in production)",
    )
    jwt_secret: Secret | None = setting(
        "JWT_SECRET", as_secret, default=None, help="signs and checks HS256 tokens; 32 characters or more"
    )
    jwt_secret_old: Secret | None = setting(
        "JWT_SECRET_OLD", as_secret, default=None, help="still accepted while a rotation lasts"
    )
    jwt_expires_in: str = setting(
        "JWT_EXPIRES_IN",
        as_text,
        default="7d",
        aliases=("JWT_EXPIRATION",),
        help="longest life of an issued token",
    )
    jwt_issuer: str | None = setting("JWT_ISSUER", as_text, default=None, help="expected iss claim")
    jwt_audience: str | None = setting("JWT_AUDIENCE", as_text, default=None, help="expected aud claim")
    jwks_url: str | None = setting(
        "JWKS_URL", as_url("https", "http"), default=None, help="keys for RS256 tokens; replaces JWT_SECRET"
    )
    service_tokens: Secret | None = setting(
        "SERVICE_TOKENS",
        as_secret,
        default=None,
        help="name:role:sha256hex of each service token, comma separated",
    )

    metrics_prefix: str = setting(
        "METRICS_PREFIX", as_text, default="tradingsystem_", help="in front of every metric name"
    )
    metrics_access: str | None = setting(
        "METRICS_ACCESS",
        as_choice("open", "private", "token"),
        default=None,
        help="open, private or token; open in development, private in production",
    )
    metrics_token: Secret | None = setting(
        "METRICS_TOKEN", as_secret, default=None, help="bearer token when METRICS_ACCESS=token"
    )
    shutdown_timeout_ms: int = setting(
        "SHUTDOWN_TIMEOUT_MS",
        as_integer(100, 600_000),
        default=10_000,
        aliases=("SHUTDOWN_TIMEOUT",),
        help="time to finish requests after SIGTERM, ms",
    )

    @property
    def origins(self) -> tuple[str, ...]:
        """Origins that may call: the given ones; with none, outside production, a developer's frontends."""
        if self.cors_origins or self.production:
            return self.cors_origins or ()
        ports = dict.fromkeys((*DEVELOPMENT_PORTS, self.console_port))
        return tuple(f"http://{host}:{port}" for port in ports for host in ("localhost", "127.0.0.1"))

    @property
    def production(self) -> bool:
        """True where the strict rules of production hold."""
        return self.app_env == "production"

    @property
    def workers(self) -> int:
        """gunicorn worker processes. A developer's machine carries all services: one each."""
        return self.worker_processes or (1 if self.app_env == "development" else 2)

    def dsn(self) -> str:
        """Connection URL of the runtime role; parts are URL-encoded."""
        if self.database_url:
            return self.database_url.reveal()
        return build_dsn(
            self.database_user or self.ROLE,
            self.database_password,
            f"{quote(self.database_host, safe='')}:{self.database_port}",
            self.database_name,
            sslmode=self.database_ssl,
        )

    def replica_dsn(self) -> str | None:
        """Connection URL of the read replica, None without one; what it leaves out is as in `dsn`."""
        if self.database_replica_url is None:
            return None
        own, parts = urlsplit(self.dsn()), urlsplit(self.database_replica_url.reveal())
        login, at, _ = own.netloc.rpartition("@")
        netloc = parts.netloc if "@" in parts.netloc else f"{login}{at}{parts.netloc}"
        path = parts.path if parts.path.strip("/") else own.path
        query = parts.query if "sslmode=" in parts.query else f"sslmode={self.database_ssl}&{parts.query}".rstrip("&")
        return urlunsplit(parts._replace(netloc=netloc, path=path, query=query))

    def past_pooler(self, dsn: str) -> str:
        """A connection URL of this service (or its bus) at the direct host and port, where such are given."""
        if not self.database_direct_host and not self.database_direct_port:
            return dsn
        parts = urlsplit(dsn)
        login, at, place = parts.netloc.rpartition("@")
        host, colon, port = place.rpartition(":")
        if not colon or place.endswith("]"):
            host, port = place, ""
        host = quote(self.database_direct_host, safe="") if self.database_direct_host else host
        port = str(self.database_direct_port or port)
        return urlunsplit(parts._replace(netloc=f"{login}{at}{host}:{port}" if port else f"{login}{at}{host}"))

    def bus_dsn(self) -> str | None:
        """Connection URL of the event bus: the service's database as app_bus; None without a password."""
        if self.bus_password is None:
            return None
        parts = urlsplit(self.dsn())
        place = parts.netloc.rpartition("@")[2]
        login = f"{quote(self.bus_user, safe='')}:{quote(self.bus_password.reveal(), safe='')}"
        return urlunsplit(parts._replace(netloc=f"{login}@{place}"))

    def problems(self) -> Iterator[str]:
        """Rules over several fields, as 'NAME: text' lines."""
        if self.bus_adapter == "pubsub" and not self.pubsub_project:
            yield "GOOGLE_CLOUD_PROJECT: missing (required because BUS_ADAPTER=pubsub)"
        if self.auth_mode == "off" and self.production:
            yield "AUTH_MODE: off is refused in production"
        if self.auth_mode == "jwt" and not self.jwt_secret and not self.jwks_url:
            yield "JWT_SECRET: missing (required because AUTH_MODE=jwt)"
        if self.metrics_access == "token" and not self.metrics_token:
            yield "METRICS_TOKEN: missing (required because METRICS_ACCESS=token)"
        if self.production and not self.cors_origins and not self.disable_cors:
            yield "CORS_ORIGIN: missing (required in production)"


@dataclass(frozen=True, kw_only=True)
class WorkerSettings(ServiceSettings):
    """Settings of a service with a companion worker (suite.workers)."""

    worker_port: int | None = setting(
        "{SERVICE}_WORKER_PORT",
        as_port,
        default=None,
        help="port where the companion worker shows its health and metrics; none when not given",
    )


@dataclass(frozen=True, kw_only=True)
class SealSettings(Settings):
    """Settings of a service with an audit log (suite.audit); a command line that verifies needs nothing else."""

    audit_key: Secret | None = setting(
        "{SERVICE}_AUDIT_KEY", as_secret, default=None, help="key of the audit chain; empty: plain SHA-256"
    )


def build_dsn(user: str, password: Secret | None, place: str, name: str, *, sslmode: str) -> str:
    """Connection URL; `place` is host:port, everything else is URL-encoded here."""
    secret = f":{quote(password.reveal(), safe='')}" if password else ""
    return f"postgresql://{quote(user, safe='')}{secret}@{place}/{quote(name, safe='')}?sslmode={sslmode}"
