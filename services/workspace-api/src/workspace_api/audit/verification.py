"""Whether the history of every item is whole and the stored items are what it says."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from suite.database import Database
from suite.database.facade import READ_SNAPSHOT
from workspace_api.audit.queries import (
    Anchor,
    Fed,
    StoredItem,
    stream_anchors,
    stream_entries,
    stream_fed_versions,
    stream_items,
)
from workspace_api.history.chain import Entry, Sealer, entry_id, milliseconds
from workspace_api.history.rules import verify_chain, verify_values
from workspace_api.items.rules import CREATED, DELETED, Item, search_text, title_key

MAX_NAMED_PROBLEMS = 100


@dataclass
class Chain:
    """What is stored about one item of one user."""

    item_id: str
    user_id: str
    entries: list[Entry] = field(default_factory=list)
    stored: StoredItem | None = None
    anchor: Anchor | None = None
    fed_version: int = 0

    def add(self, part: object) -> None:
        """Take a row of one of the streams."""
        if isinstance(part, Entry):
            self.entries.append(part)
        elif isinstance(part, StoredItem):
            self.stored = part
        elif isinstance(part, Anchor):
            self.anchor = part
        elif isinstance(part, Fed):
            self.fed_version = part.version

    @property
    def last_version(self) -> int:
        """The newest version history tells of."""
        if self.entries:
            return self.entries[-1].version
        return self.anchor.version if self.anchor else 0


@dataclass
class Verdict:
    """Result over all chains; `problems` names the first MAX_NAMED_PROBLEMS of `errors` broken ones."""

    items: int = 0
    entries: int = 0
    errors: int = 0
    algorithms: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    @property
    def valid(self) -> bool:
        """Whether nothing is broken."""
        return self.errors == 0

    def wire(self) -> dict[str, Any]:
        """As printed with --json."""
        return {
            "valid": self.valid,
            "items": self.items,
            "entries": self.entries,
            "errors": self.errors,
            "firstProblem": self.problems[0] if self.problems else None,
            "problems": self.problems,
            "algorithms": dict(self.algorithms),
        }


def verify_history(database: Database, sealer: Sealer, item_id: UUID | None = None) -> Verdict:
    """Check every chain, or those of one item, in one snapshot. Holds one chain in memory at a time."""
    verdict = Verdict()
    with database.transaction(mode=READ_SNAPSHOT) as connection:
        streams = [stream(connection, item_id) for stream in STREAMS]
        for chain in chains_of(streams):
            verdict.items += 1
            verdict.entries += len(chain.entries)
            verdict.algorithms.update(entry.hash_alg for entry in chain.entries)
            problem = find_problem(chain, sealer)
            if problem is not None:
                verdict.errors += 1
                verdict.problems += [problem] if verdict.errors <= MAX_NAMED_PROBLEMS else []
    return verdict


STREAMS = (stream_entries, stream_items, stream_anchors, stream_fed_versions)


def chains_of(streams: Iterable[Iterator[tuple[tuple[str, str], Any]]]) -> Iterator[Chain]:
    """The sorted streams joined by item and user."""
    key = itemgetter(0)
    for (item_id, user_id), parts in groupby(merge(*streams, key=key), key):
        chain = Chain(item_id, user_id)
        for _, part in parts:
            chain.add(part)
        yield chain


def find_problem(chain: Chain, sealer: Sealer) -> str | None:
    """The first thing that is wrong with a chain or its item, named; None when all is well."""
    name = f"item {chain.item_id}"
    if not chain.entries and not chain.anchor:
        return f"{name}: has no history"
    anchor = (chain.anchor.version, chain.anchor.hash) if chain.anchor else None
    head = chain.stored.item.audit_hash if chain.stored else None
    broken = verify_chain(chain.entries, sealer, anchor=anchor, head=head).problem
    if broken:
        return broken if chain.entries else f"{name}: {broken}"
    for entry in chain.entries:
        if entry.id != entry_id(entry.created_at, entry.hash):
            return f"{name} version {entry.version}: the id of the entry was edited"
    if chain.fed_version > chain.last_version:
        return f"{name}: entry {chain.last_version + 1} is missing, the change feed tells of it"
    return _item_problem(chain, chain.stored) if chain.stored else _absence_problem(chain)


def _absence_problem(chain: Chain) -> str | None:
    if not chain.entries and chain.anchor and not chain.anchor.deleted:
        return f"item {chain.item_id}: is gone without an entry that deletes it"
    return None


def _item_problem(chain: Chain, stored: StoredItem) -> str | None:
    item, last = stored.item, chain.entries[-1] if chain.entries else None
    name = f"item {item.id}"
    if last.action == DELETED if last else chain.anchor and chain.anchor.deleted:
        return f"{name}: is there although version {chain.last_version} deleted it"
    if item.version != chain.last_version:
        return f"{name}: version differs from version {chain.last_version} of its history"
    differs = verify_values(chain.entries, item.snapshot())
    if differs:
        return differs
    derived = _derived_problem(stored) or (_stamp_problem(item, last) if last else None)
    return f"{name}: {derived} differs from version {chain.last_version}" if derived else None


def _derived_problem(stored: StoredItem) -> str | None:
    item = stored.item
    if stored.title_key != title_key(item.title):
        return "title_key"
    return (
        None if stored.search_text == search_text(item.title, item.description, item.tags) else "search_text"
    )


def _stamp_problem(item: Item, last: Entry) -> str | None:
    if item.updated_by != last.created_by:
        return "updatedBy"
    told = item.created_at if last.action == CREATED else milliseconds(last.created_at)
    return None if item.updated_at == told else "updatedAt"
