"""What the tools can be told: the database as its owner sees it, folders, behaviour at start."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from suite.administration import AdminSettings
from suite.configuration import respelled, setting
from suite.environment import Environment
from suite.parsers import Secret, as_choice, as_flag, as_integer, as_secret, as_text
from suite.settings import ServiceSettings

SHORTEST_BACKUP_KEY = 32
DATABASE_MODES = ("auto", "embedded", "system", "external")


@dataclass(frozen=True, kw_only=True)
class OpsSettings(AdminSettings):
    """Read by the command line tools only; `root` is the repository the environment was read from."""

    app_env: str = respelled(ServiceSettings, "app_env")
    suite_root: str | None = setting(
        "SUITE_ROOT", as_text, default=None, help="repository root, when not found from the current folder"
    )
    secrets_directory: str | None = setting(
        "SUITE_SECRETS_DIR",
        as_text,
        default=None,
        help="folder with a file for each secret, named like its variable, as orchestrators mount them",
    )
    database_mode: str = setting(
        "SUITE_DB_MODE",
        as_choice(*DATABASE_MODES),
        default="auto",
        help="auto, embedded (from the wheel), system (installed binaries) or external",
    )
    movies_password: Secret | None = setting(
        "APP_MOVIES_DB_PASSWORD", as_secret, default=None, help="password of the login role app_movies"
    )
    blog_password: Secret | None = setting(
        "APP_BLOG_DB_PASSWORD", as_secret, default=None, help="password of the login role app_blog"
    )
    workspace_password: Secret | None = setting(
        "APP_WORKSPACE_DB_PASSWORD", as_secret, default=None, help="password of the login role app_workspace"
    )
    documentation_password: Secret | None = setting(
        "APP_DOCUMENTATION_DB_PASSWORD",
        as_secret,
        default=None,
        help="password of the login role app_documentation",
    )
    scrape_password: Secret | None = setting(
        "APP_SCRAPE_DB_PASSWORD", as_secret, default=None, help="password of the login role app_scrape"
    )
    sync_password: Secret | None = setting(
        "APP_SYNC_DB_PASSWORD", as_secret, default=None, help="password of the login role app_sync"
    )
    notifications_password: Secret | None = setting(
        "APP_NOTIFICATIONS_DB_PASSWORD",
        as_secret,
        default=None,
        help="password of the login role app_notifications",
    )
    console_password: Secret | None = setting(
        "APP_CONSOLE_DB_PASSWORD",
        as_secret,
        default=None,
        help="password of the login role app_console",
    )
    bus_password: Secret | None = setting(
        "APP_BUS_DB_PASSWORD", as_secret, default=None, help="password of the login role app_bus"
    )

    backup_directory: str = setting(
        "BACKUP_DIR", as_text, default="var/backups", help="where backups are kept; relative to the root"
    )
    backup_keep: int = setting("BACKUP_KEEP", as_integer(1, 10_000), default=14, help="how many backups are kept")
    backup_key: Secret | None = setting(
        "BACKUP_KEY", as_secret, default=None, help="32 characters or more: backups are encrypted with it"
    )
    backup_bucket: str | None = setting(
        "BACKUP_S3_BUCKET", as_text, default=None, help="bucket that encrypted backups are copied to and read back from"
    )
    backup_prefix: str = setting("BACKUP_S3_PREFIX", as_text, default="colmeia", help="what their keys begin with")
    backup_endpoint: str | None = setting(
        "BACKUP_S3_ENDPOINT", as_text, default=None, help="address of S3-compatible storage that is not Amazon's"
    )
    backup_access_key_id: str | None = setting(
        "BACKUP_S3_ACCESS_KEY_ID",
        as_text,
        default=None,
        help="who stores there; without it boto3 looks for one",
    )
    backup_secret_access_key: Secret | None = setting(
        "BACKUP_S3_SECRET_ACCESS_KEY", as_secret, default=None, help="the secret beside BACKUP_S3_ACCESS_KEY_ID"
    )
    backup_region: str = setting("BACKUP_S3_REGION", as_text, default="us-east-1", help="region of the bucket")
    backup_keep_days: int = setting(
        "BACKUP_KEEP_DAYS", as_integer(1, 36_500), default=90, help="how old backups elsewhere get, in days"
    )
    dr_max_rto_seconds: int = setting(
        "DR_MAX_RTO_S", as_integer(1, 31_536_000), default=14_400, help="longest time to be back in the drill, s"
    )
    dr_max_rpo_seconds: int = setting(
        "DR_MAX_RPO_S", as_integer(1, 31_536_000), default=86_400, help="oldest last change lost in the drill, s"
    )

    disk_reserve_mb: int = setting(
        "DISK_RESERVE_MB",
        as_integer(16, 1_000_000),
        default=256,
        help="with less than this free the database of start-all takes no writes, so that reads go on",
    )
    features_off: str = setting(
        "FEATURES_OFF",
        as_text,
        default="",
        help="keys of outside services that are left out on purpose, separated by commas; validate-env is content then",
    )
    log_directory: str = setting(
        "LOG_DIR", as_text, default="var/log", help="logs and process records; relative to the root"
    )
    skip_start_on_busy: bool = setting(
        "SKIP_START_ON_BUSY", as_flag, default=False, help="true skips a service whose port is taken"
    )

    def problems(self) -> Iterator[str]:
        """Rules over several fields, as 'NAME: text' lines."""
        if self.backup_key and len(self.backup_key.reveal()) < SHORTEST_BACKUP_KEY:
            yield f"BACKUP_KEY: shorter than {SHORTEST_BACKUP_KEY} characters"

    def role_passwords(self) -> Mapping[str, str]:
        """Role → password, for the roles that have one."""
        from suite_ops.database.bootstrap import OWN_SCHEMAS  # brings psycopg2 with it

        given = {role: getattr(self, f"{role.removeprefix('app_')}_password") for role in OWN_SCHEMAS}
        return {role: password.reveal() for role, password in given.items() if password}

    @property
    def backup_secret(self) -> str | None:
        """BACKUP_KEY as the programs that encrypt take it; None where backups are not encrypted."""
        return self.backup_key.reveal() if self.backup_key else None

    def backup_folder(self, root: Path) -> Path:
        """BACKUP_DIR, below `root` unless it is absolute."""
        return root / self.backup_directory

    def log_folder(self, root: Path) -> Path:
        """LOG_DIR, below `root` unless it is absolute."""
        return root / self.log_directory


def load_ops_settings(environment: Environment) -> OpsSettings:
    """Settings of the tools; raises ConfigurationError with every problem."""
    return OpsSettings.from_environment(environment)
