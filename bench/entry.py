"""What is compared: an entry is one kind of request, a family is entries over the same data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.contender import Contender
from bench.load import Request
from bench.plan import CONNECTIONS
from suite_ops.database.cluster import Cluster


@dataclass(frozen=True)
class Scene:
    """A prepared database.

    `dsn` opens it as the runtime role. By entry name: `paths` are what is asked for in turn, a text stands for its
    GET; `statements` are what
    pgbench repeats to show the limit of the database (an entry without one has no limit). `session` are the
    settings the role needs to see its rows.
    """

    dsn: str
    paths: Mapping[str, Sequence[str | Request]]
    statements: Mapping[str, str] = field(default_factory=dict)
    session: Mapping[str, str] = field(default_factory=dict)

    def requests(self, entry: str) -> list[Request]:
        """What an entry asks for in turn."""
        return [asked if isinstance(asked, Request) else Request(asked) for asked in self.paths[entry]]


@dataclass(frozen=True)
class Entry:
    """One comparison. Our contender comes first; `targets` maps peer → least ratio of ours to it.

    `opaque` are keys of the bodies whose values differ from side to side, ids and times of what is created.
    `extras` are variants of ours that are measured in full runs only.
    """

    name: str
    title: str
    contenders: tuple[Contender, ...]
    extras: tuple[Contender, ...] = ()
    targets: Mapping[str, float] = field(default_factory=dict)
    connections: int = CONNECTIONS
    opaque: frozenset[str] = frozenset()

    def sides(self, quick: bool) -> tuple[Contender, ...]:
        """Who takes part."""
        return self.contenders if quick else (*self.contenders, *self.extras)


@dataclass(frozen=True)
class Family:
    """Entries that share a database; `prepare(cluster, role passwords)` fills it."""

    name: str
    title: str
    entries: tuple[Entry, ...]
    headers: Mapping[str, str]
    prepare: Callable[[Cluster, Mapping[str, str]], Scene]

    def contenders(self, entries: Sequence[Entry], quick: bool) -> list[Contender]:
        """Everyone in `entries`, each once, in order of appearance."""
        return list({side.name: side for entry in entries for side in entry.sides(quick)}.values())
