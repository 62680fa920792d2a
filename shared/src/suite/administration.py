"""The database as its owner sees it: for command lines and tools, never for a service itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from suite.configuration import Settings, load_settings, setting
from suite.parsers import Secret, as_choice, as_port, as_secret, as_text
from suite.settings import SSL_MODES, ServiceSettings, build_dsn

if TYPE_CHECKING:
    from suite.database import Database


@dataclass(frozen=True, kw_only=True)
class AdminSettings(Settings):
    """Where the database is and who owns it."""

    database_host: str = setting(
        "FRONTEND_APPS_DB_HOST", as_text, default="localhost", help="host of the database, for services and tools"
    )
    database_port: int = setting("FRONTEND_APPS_DB_PORT", as_port, default=5444, help="port of the database")
    database_name: str = setting("FRONTEND_APPS_DB_NAME", as_text, default="frontend_apps", help="name of the database")
    database_ssl: str = setting(
        "FRONTEND_APPS_DB_SSL", as_choice(*SSL_MODES), default="prefer", help="sslmode of the connections"
    )
    database_superuser: str = setting(
        "FRONTEND_APPS_DB_SUPERUSER", as_text, default="frontend_admin", help="role that owns and migrates"
    )
    database_superpass: Secret | None = setting(
        "FRONTEND_APPS_DB_SUPERPASS", as_secret, default=None, help="its password; services never need it"
    )

    database_direct_host: str | None = setting(
        "FRONTEND_APPS_DB_DIRECT_HOST",
        as_text,
        default=None,
        help="host for migrations and backups where FRONTEND_APPS_DB_HOST is a pooler",
    )
    database_direct_port: int | None = setting(
        "FRONTEND_APPS_DB_DIRECT_PORT", as_port, default=None, help="port beside FRONTEND_APPS_DB_DIRECT_HOST"
    )

    @property
    def direct_host(self) -> str:
        """Where the owner connects: past a pooler, when there is one."""
        return self.database_direct_host or self.database_host

    @property
    def direct_port(self) -> int:
        """The port beside `direct_host`."""
        return self.database_direct_port or self.database_port

    def admin_dsn(self, database: str | None = None) -> str:
        """Connection URL of the owner, to `database` (default: the one of the suite)."""
        return build_dsn(
            self.database_superuser,
            self.database_superpass,
            f"{quote(self.direct_host, safe='')}:{self.direct_port}",
            database or self.database_name,
            sslmode=self.database_ssl,
        )


def admin_database(service: type[ServiceSettings], dsn: str | None = None) -> "Database":
    """The schema of `service` as its owner, by default where the environment says.

    A connection for the work and one for its lock; statements may take as long as they need.
    """
    # Programs that only read these settings, such as the parent of each server, carry no driver and no gevent.
    from suite.database import Database
    from suite.sentry.command import report_command

    # Every command of a service that works as the owner comes this way.
    report_command(service.ID)
    return Database(
        dsn or load_settings(AdminSettings).admin_dsn(),
        schema=service.SCHEMA,
        application=f"{service.ID} administration",
        pool_size=2,
        statement_timeout_ms=0,
    )
