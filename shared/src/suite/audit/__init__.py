"""An audit log whose entries are chained by hashes: each seals the one before it."""

from suite.audit.chains import ChainVerdict, changes_between, verify_chain
from suite.audit.entries import UNSEALED, AuditEntry, sealed_entry
from suite.audit.log_queries import AuditLog
from suite.audit.seals import FIRST_HASH, MissingKey, Sealer, canonical_ip, entry_id, exact_date, milliseconds

__all__ = [
    "FIRST_HASH",
    "UNSEALED",
    "AuditEntry",
    "AuditLog",
    "ChainVerdict",
    "MissingKey",
    "Sealer",
    "canonical_ip",
    "changes_between",
    "entry_id",
    "exact_date",
    "milliseconds",
    "sealed_entry",
    "verify_chain",
]
