"""Whether the history of every entity is whole."""

from documentation_api.audit.entries import AUDIT_LOG
from suite.audit import Sealer
from suite.audit.verification import LogVerdict, verify_headed_log
from suite.database import Database


def verify_history(database: Database, sealer: Sealer, entity_id: str | None = None) -> LogVerdict:
    """Check every chain, or those of one entity."""
    return verify_headed_log(database, AUDIT_LOG, sealer, entity_id)
