"""What workspace-api can be told."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from suite.settings import SealSettings, ServiceSettings, as_choice, as_text, setting

TABLE = "workspace_items"


def as_database_strategy(value: str) -> str:
    """`postgresql` or `timescaledb`: the same code, the extension is detected."""
    if value not in ("postgresql", "timescaledb"):
        raise ValueError("is not a storage this service has (postgresql, timescaledb)")
    return value


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings, SealSettings):
    """Settings of workspace-api."""

    ID: ClassVar[str] = "workspace-api"
    SERVICE: ClassVar[str] = "WORKSPACE"
    SCHEMA: ClassVar[str] = "workspace"
    ROLE: ClassVar[str] = "app_workspace"

    db_strategy: str = setting(
        "LIBRARY_DB_STRATEGY",
        as_database_strategy,
        default="postgresql",
        help="postgresql or timescaledb; other storages of older releases stop the start",
    )
    table_name: str = setting(
        "WORKSPACE_TABLE_NAME", as_text, default=TABLE, help=f"only {TABLE}; kept for older environments"
    )
    items_hypertable: str = setting(
        "WORKSPACE_ITEMS_HYPERTABLE",
        as_choice("off"),
        default="off",
        help="off; items are a plain table (docs/adr/0003-native-partitions.md)",
    )

    def problems(self) -> Iterator[str]:
        """The common rules and the fixed table name."""
        yield from super().problems()
        if self.table_name != TABLE:
            yield f'WORKSPACE_TABLE_NAME: "{self.table_name}" is not {TABLE}, the only table there is'

    @classmethod
    def service_defaults(cls) -> dict[str, Any]:
        """The port, statements end after 5 s, 300 requests a client and window."""
        return {
            "port": 3200,
            "db_statement_timeout_ms": 5_000,
            "rate_limit_max": 300,
        }
