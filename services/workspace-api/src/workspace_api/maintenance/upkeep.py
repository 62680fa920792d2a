"""One run of the upkeep. Each step is a transaction of its own, so an early end leaves none half done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from suite.audit import upkeep
from suite.database import Database
from workspace_api.history.entries import HISTORY
from workspace_api.maintenance import queries

CHANGES_KEPT = timedelta(days=30)
IDEMPOTENCY_KEPT = timedelta(hours=24)


@dataclass
class WorkspaceUpkeepReport(upkeep.UpkeepReport):
    """What a run did, and how many rows it pruned."""

    changes_pruned: int = 0
    idempotency_pruned: int = 0


def run_upkeep(database: Database, now: datetime) -> WorkspaceUpkeepReport:
    """Do what is due at `now`; UpkeepRunning: somebody else does it, LockTimeout: the log stays in use."""
    report = WorkspaceUpkeepReport()
    with upkeep.sole_runner(database, HISTORY):
        upkeep.keep_partitions(database, HISTORY, now, report)
        with database.transaction() as connection:
            report.changes_pruned = queries.delete_old_changes(connection, now - CHANGES_KEPT)
        with database.transaction() as connection:
            report.idempotency_pruned = queries.delete_old_idempotency(connection, now - IDEMPOTENCY_KEPT)
    return report
