"""One run of the upkeep. Each step is a transaction of its own, so an early end leaves none half done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from documentation_api.audit.entries import AUDIT_LOG
from documentation_api.audit.queries import delete_old_idempotency
from documentation_api.probes.queries import delete_old_checks
from suite.audit import upkeep
from suite.database import Database

IDEMPOTENCY_KEPT = timedelta(hours=24)
CHECKS_KEPT = timedelta(days=90)


@dataclass
class DocumentationUpkeep(upkeep.UpkeepReport):
    """What a run did, and how many rows it pruned."""

    idempotency_pruned: int = 0
    checks_pruned: int = 0


def run_upkeep(database: Database, now: datetime) -> DocumentationUpkeep:
    """Do what is due at `now`; UpkeepRunning: somebody else does it, LockTimeout: the log stays in use."""
    report = DocumentationUpkeep()
    with upkeep.sole_runner(database, AUDIT_LOG):
        upkeep.keep_partitions(database, AUDIT_LOG, now, report)
        with database.transaction() as connection:
            report.idempotency_pruned = delete_old_idempotency(connection, now - IDEMPOTENCY_KEPT)
        with database.transaction() as connection:
            report.checks_pruned = delete_old_checks(connection, now - CHECKS_KEPT)
    return report
