"""Whether the entries about one thing are whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suite.audit.entries import AuditEntry
from suite.audit.seals import FIRST_HASH, MissingKey, Sealer, entry_id

DELETED = "deleted"


@dataclass(frozen=True)
class ChainVerdict:
    """Whether entries `first` to `last` (versions) are whole; `problem` names the first that is not."""

    valid: bool
    checked: int
    first: int | None
    last: int | None
    problem: str | None = None

    def wire(self) -> dict[str, Any]:
        """As shown to clients."""
        shown: dict[str, Any] = {"valid": self.valid, "checked": self.checked, "from": self.first, "to": self.last}
        return shown if self.problem is None else {**shown, "problem": self.problem}


def verify_chain(
    entries: Sequence[AuditEntry], sealer: Sealer, *, anchor: tuple[int, str] | None, head: str | None
) -> ChainVerdict:
    """Check the entries about one thing, oldest first.

    `anchor` is version and hash of the last entry retention dropped; `head` the hash that is kept beside the log,
    None where none is kept because the thing is deleted. Found: edited, missing and reordered entries, a cut front
    or tail.
    """
    first = entries[0].version if entries else None
    last = entries[-1].version if entries else None
    version, previous = anchor or (0, FIRST_HASH)
    for entry in entries:
        problem = _entry_problem(entry, version, previous, sealer)
        if problem:
            return ChainVerdict(False, len(entries), first, last, problem)
        version, previous = entry.version, entry.hash
    problem = _head_problem(entries, previous, head)
    return ChainVerdict(problem is None, len(entries), first, last, problem)


def edited_id_problem(entries: Sequence[AuditEntry]) -> str | None:
    """The first entry whose id is not the one its time and hash give."""
    for entry in entries:
        if entry.id != entry_id(entry.created_at, entry.hash):
            return f"{entry.subject} version {entry.version}: the id of the entry was edited"
    return None


def changes_between(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Each field with its value before and after."""
    old, new = old or {}, new or {}
    return [{"field": name, "from": old.get(name), "to": new.get(name)} for name in {**old, **new}]


def _entry_problem(entry: AuditEntry, version: int, previous: str, sealer: Sealer) -> str | None:
    name = f"{entry.subject} version {entry.version}"
    if entry.version != version + 1:
        return f"{name}: entry {version + 1} before it is missing"
    if entry.prev_hash != previous:
        return f"{name}: does not continue the entry before it"
    try:
        intact = sealer.seal(entry.sealed_values(), entry.hash_alg) == entry.hash
    except MissingKey:
        return f"{name}: was sealed with a key that is not configured"
    return None if intact else f"{name}: was edited"


def _head_problem(entries: Sequence[AuditEntry], previous: str, head: str | None) -> str | None:
    if head is None:
        if entries and entries[-1].action != DELETED:
            return f"{entries[-1].subject}: is gone without an entry that deletes it"
        return None
    if head != previous:
        return f"{entries[-1].subject}: the newest entry is missing" if entries else "has no history"
    return None
