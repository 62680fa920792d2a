"""What a client did and was told, and what is stored at the end."""

from dataclasses import dataclass, field

READ, WRITE, CREATE = "read", "write", "create"
OK, REFUSED, UNKNOWN = "ok", "refused", "unknown"


@dataclass(frozen=True)
class Event:
    """One call of a client. Moments are monotonic seconds of one clock.

    `version` is what the answer named: the version written, or the one seen (0: no such item). `base` is the version a
    write was made for. `lag` is how old an answer may be that was read this way. `title` is that of a created item.
    """

    kind: str
    item: str
    outcome: str
    sent: float
    done: float
    version: int = 0
    base: int = 0
    lag: float = 0.0
    title: str = ""


@dataclass(frozen=True)
class Stored:
    """An item at the end. `entries` are the versions of its history, oldest first; `version` 0: it is deleted."""

    version: int
    entries: tuple[int, ...]
    chain: str = ""


@dataclass(frozen=True)
class Ending:
    """All that is stored: items by id, how often each title was created, the feed as (number, item, version).

    The feed is None of what has none.
    """

    items: dict[str, Stored] = field(default_factory=dict)
    titles: dict[str, int] = field(default_factory=dict)
    feed: tuple[tuple[int, str, int], ...] | None = ()
