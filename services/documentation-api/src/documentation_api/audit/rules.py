"""The log as clients read it, and what makes a chain whole."""

from dataclasses import dataclass, field
from typing import Any

from documentation_api.audit.entries import Entry
from suite.audit import Sealer, changes_between, verify_chain
from suite.audit.chains import edited_id_problem
from suite.dates import wire_date


def entry_wire(entry: Entry) -> dict[str, Any]:
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
        "ip_address": entry.ip_address,
        "user_agent": entry.user_agent,
        "request_id": entry.request_id,
        "created_at": wire_date(entry.created_at),
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }


@dataclass(frozen=True, slots=True)
class End:
    """Version and hash kept outside the log: the newest entry, or (`front`) the last one retention dropped."""

    version: int
    hash: str
    front: bool


@dataclass
class Chain:
    """What is stored about one entity's history."""

    entity_type: str
    entity_id: str
    entries: list[Entry] = field(default_factory=list)
    head: End | None = None
    anchor: End | None = None

    def add(self, part: Entry | End) -> None:
        """Take a row of one of the streams."""
        if isinstance(part, Entry):
            self.entries.append(part)
        elif part.front:
            self.anchor = part
        else:
            self.head = part


def find_problem(chain: Chain, sealer: Sealer) -> str | None:
    """The first thing that is wrong with a chain, named; None when all is well."""
    name = f"{chain.entity_type} {chain.entity_id}"
    if chain.head is None:
        return f"{name}: the head of its history is missing"
    anchor = (chain.anchor.version, chain.anchor.hash) if chain.anchor else None
    verdict = verify_chain(chain.entries, sealer, anchor=anchor, head=chain.head.hash)
    if verdict.problem:
        return verdict.problem if chain.entries else f"{name}: {verdict.problem}"
    last = chain.entries[-1].version if chain.entries else anchor[0] if anchor else 0
    if chain.head.version != last:
        return f"{name}: the head of its history tells of another version"
    return edited_id_problem(chain.entries)
