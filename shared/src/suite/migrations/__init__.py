"""Schema migrations: plain SQL files, one ledger per schema, nothing applied that cannot be trusted.

See docs/adr/0001-migrations.md for why this is our own runner.
"""

from suite.migrations.failures import MigrationFailed, MigrationsBusy, MigrationsRefused
from suite.migrations.files import MigrationFile, read_migrations
from suite.migrations.runner import Applied, Migrations
from suite.migrations.status import Status, pending_migrations

__all__ = [
    "Applied",
    "MigrationFailed",
    "MigrationFile",
    "Migrations",
    "MigrationsBusy",
    "MigrationsRefused",
    "Status",
    "pending_migrations",
    "read_migrations",
]
