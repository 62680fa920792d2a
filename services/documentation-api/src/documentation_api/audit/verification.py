"""Whether the history of every entity is whole."""

from documentation_api.audit.entries import AUDIT_LOG
from documentation_api.audit.rules import find_problem
from suite.audit import Sealer
from suite.audit.verification import LogVerdict, verify_log
from suite.database import Database


def verify_history(database: Database, sealer: Sealer, entity_id: str | None = None) -> LogVerdict:
    """Check every chain, or those of one entity."""
    return verify_log(database, AUDIT_LOG, entity_id, lambda chain: find_problem(chain, sealer))
