"""All chains of a service, read as sorted streams and judged one at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol, TypeVar

from suite.audit.sealing import Entry
from suite.database import Connection

FETCHED_ROWS = 1_000
MAX_NAMED_PROBLEMS = 100
ChainKey = tuple[str, str]
Stream = Iterator[tuple[ChainKey, Any]]


class Chain(Protocol):
    """What is stored about one thing; `add` takes a row of any of the streams."""

    @property
    def entries(self) -> Sequence[Entry]: ...

    def add(self, part: Any) -> None: ...


C = TypeVar("C", bound=Chain)


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

    def add(self, entries: Sequence[Entry], problem: str | None) -> None:
        """Count one chain."""
        self.items += 1
        self.entries += len(entries)
        self.algorithms.update(entry.hash_alg for entry in entries)
        if problem is not None:
            self.errors += 1
            self.problems += [problem] if self.errors <= MAX_NAMED_PROBLEMS else []

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


def judge_chains(
    streams: Iterable[Stream], chain_of: Callable[[ChainKey], C], find_problem: Callable[[C], str | None]
) -> Verdict:
    """The verdict over the streams, each sorted by chain key; holds one chain in memory at a time."""
    verdict = Verdict()
    key = itemgetter(0)
    for chain_key, parts in groupby(merge(*streams, key=key), key):
        chain = chain_of(chain_key)
        for _, part in parts:
            chain.add(part)
        verdict.add(chain.entries, find_problem(chain))
    return verdict


def stream_rows(connection: Connection, cursor: str, statement: str, parameters: Any = None) -> Iterator[Any]:
    """Rows of `statement` through a cursor of that name; inside a transaction only."""
    connection.run(f"DECLARE {cursor} NO SCROLL CURSOR FOR {statement}", parameters)
    while rows := connection.rows(f"FETCH {FETCHED_ROWS} FROM {cursor}"):
        yield from rows
