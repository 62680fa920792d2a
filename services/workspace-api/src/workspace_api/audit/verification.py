"""Whether the history of every item is whole and the stored items are what it says."""

from datetime import UTC, datetime
from uuid import UUID

from suite.audit import Sealer
from suite.audit.verification import LogVerdict, verify_log
from suite.database import Database
from workspace_api.audit.queries import stream_fed_versions, stream_items, upsert_verification
from workspace_api.audit.rules import find_problem
from workspace_api.history.entries import HISTORY


def verify_history(database: Database, sealer: Sealer, item_id: UUID | None = None) -> LogVerdict:
    """Check every chain, or those of one item."""
    chosen = str(item_id) if item_id else None
    return verify_log(
        database, HISTORY, chosen, lambda chain: find_problem(chain, sealer), stream_items, stream_fed_versions
    )


def verify_and_remember(database: Database, sealer: Sealer, item_id: UUID | None = None) -> LogVerdict:
    """The verdict; that on all items is kept for the metrics of the service."""
    verdict = verify_history(database, sealer, item_id)
    if item_id is None:
        with database.transaction() as connection:
            at = datetime.now(UTC)
            upsert_verification(connection, at, verdict.items, verdict.entries, verdict.errors)
    return verdict
