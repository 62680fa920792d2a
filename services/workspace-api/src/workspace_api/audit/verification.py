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
    stream_anchors,
    stream_entries,
    stream_fed_versions,
    stream_items,
)
from workspace_api.audit.rules import Chain, find_problem
from workspace_api.history.chain import Sealer

MAX_NAMED_PROBLEMS = 100
STREAMS = (stream_entries, stream_items, stream_anchors, stream_fed_versions)


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


def chains_of(streams: Iterable[Iterator[tuple[tuple[str, str], Any]]]) -> Iterator[Chain]:
    """The sorted streams joined by item and user."""
    key = itemgetter(0)
    for (item_id, user_id), parts in groupby(merge(*streams, key=key), key):
        chain = Chain(item_id, user_id)
        for _, part in parts:
            chain.add(part)
        yield chain
