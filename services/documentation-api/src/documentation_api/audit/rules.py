"""The log as clients read it, and what makes a chain whole."""

from typing import Any

from documentation_api.audit.entries import EntityEntry
from suite.audit import Sealer, changes_between
from suite.audit.verification import Chain, chain_problem
from suite.dates import wire_date


def entry_wire(entry: EntityEntry) -> dict[str, Any]:
    """One entry as clients read it."""
    return {
        "id": str(entry.id),
        "entity_type": entry.entity_type,
        "entity_id": entry.entity_id,
        "action": entry.action,
        "user_id": entry.user_id,
        "old_values": entry.old_values or {},
        "new_values": entry.new_values or {},
        "changes": changes_between(entry.old_values, entry.new_values),
        "ip_address": entry.ip,
        "user_agent": entry.user_agent,
        "request_id": entry.request_id,
        "created_at": wire_date(entry.created_at),
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }


def find_problem(chain: Chain[EntityEntry], sealer: Sealer) -> str | None:
    """The first thing that is wrong with a chain, named; None when all is well."""
    name = " ".join(chain.key)
    if chain.head is None:
        return f"{name}: the head of its history is missing"
    problem = chain_problem(chain, name, sealer, chain.head.hash)
    if problem is None and chain.head.version != chain.last_version:
        return f"{name}: the head of its history tells of another version"
    return problem
