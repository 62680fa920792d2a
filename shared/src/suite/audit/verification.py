"""All chains of a service, read as sorted streams and judged one at a time."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, Generic

from suite.audit.chains import DELETED, edited_id_problem, verify_chain
from suite.audit.entries import AuditEntry, E
from suite.audit.log_queries import Anchor, AuditLog, ChainHead, ChainKey, Stream
from suite.audit.seals import Sealer
from suite.database import Connection, Database
from suite.database.facade import READ_SNAPSHOT

MAX_NAMED_PROBLEMS = 100


@dataclass
class Chain(Generic[E]):
    """What is stored about one thing; `beside` holds what a service's own streams tell of it, by class."""

    key: ChainKey
    entries: list[E] = field(default_factory=list)
    anchor: Anchor | None = None
    head: ChainHead | None = None
    beside: dict[type, Any] = field(default_factory=dict)

    def add(self, part: Any) -> None:
        """Take a row of any of the streams."""
        if isinstance(part, AuditEntry):
            self.entries.append(part)  # type: ignore[arg-type]
        elif isinstance(part, Anchor):
            self.anchor = part
        elif isinstance(part, ChainHead):
            self.head = part
        else:
            self.beside[type(part)] = part

    @property
    def last_version(self) -> int:
        """The newest version the log tells of."""
        return self.entries[-1].version if self.entries else self.anchor.version if self.anchor else 0

    @property
    def ends_deleted(self) -> bool:
        """Whether the newest entry tells of a deletion."""
        return self.entries[-1].action == DELETED if self.entries else bool(self.anchor and self.anchor.deleted)


@dataclass
class LogVerdict:
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

    def add(self, entries: Sequence[AuditEntry], problem: str | None) -> None:
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


def verify_log(
    database: Database,
    log: AuditLog[E],
    chosen: str | None,
    find_problem: Callable[[Chain[E]], str | None],
    *more: Callable[[Connection, str | None], Stream],
) -> LogVerdict:
    """The verdict over all chains, or those of one thing, in one snapshot; one chain is in memory at a time.

    `more` are streams beside those of the log, sorted by the same key.
    """
    verdict = LogVerdict()
    key = itemgetter(0)
    with database.transaction(mode=READ_SNAPSHOT) as connection:
        streams = [*log.streams(connection, chosen), *(stream(connection, chosen) for stream in more)]
        for chain_key, parts in groupby(merge(*streams, key=key), key):
            chain: Chain[E] = Chain(chain_key)
            for _, part in parts:
                chain.add(part)
            verdict.add(chain.entries, find_problem(chain))
    return verdict


def verify_headed_log(database: Database, log: AuditLog[E], sealer: Sealer, chosen: str | None) -> LogVerdict:
    """The verdict over a log whose heads are kept beside it."""
    return verify_log(database, log, chosen, lambda chain: headed_chain_problem(chain, sealer))


def headed_chain_problem(chain: Chain[E], sealer: Sealer) -> str | None:
    """The first thing that is wrong with a chain and its head, named; None when all is well."""
    name = " ".join(chain.key)
    if chain.head is None:
        return f"{name}: the head of its history is missing"
    problem = chain_problem(chain, name, sealer, chain.head.hash)
    if problem is None and chain.head.version != chain.last_version:
        return f"{name}: the head of its history tells of another version"
    return problem


def chain_problem(chain: Chain[E], subject: str, sealer: Sealer, head: str | None) -> str | None:
    """The first thing that is wrong with the entries of a chain, named; `head` as in verify_chain."""
    anchor = (chain.anchor.version, chain.anchor.hash) if chain.anchor else None
    problem = verify_chain(chain.entries, sealer, anchor=anchor, head=head).problem
    if problem:
        return problem if chain.entries else f"{subject}: {problem}"
    return edited_id_problem(chain.entries)
