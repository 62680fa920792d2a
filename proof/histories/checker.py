"""Whether what clients were told can be true of what is stored."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from proof.histories.events import CREATE, OK, READ, WRITE, Ending, Event


def violations(events: Iterable[Event], ending: Ending) -> list[str]:
    """Every promise that was broken, in words; empty when all held."""
    told = list(events)
    return [
        *_lost_writes(told, ending),
        *_lost_updates(told),
        *_doubled_creations(told, ending),
        *_stale_reads(told),
        *_untrue_histories(ending),
        *_feed_faults(ending),
    ]


def _lost_writes(events: list[Event], ending: Ending) -> Iterator[str]:
    for event in events:
        if event.outcome != OK or event.kind == READ:
            continue
        stored = ending.items.get(event.item)
        if stored is None or event.version not in stored.entries:
            yield f"lost: version {event.version} of item {event.item} was acknowledged"
        elif event.title and not ending.titles.get(event.title):
            yield f"lost: {event.title} was acknowledged"


def _lost_updates(events: list[Event]) -> Iterator[str]:
    written = Counter((event.item, event.base) for event in events if event.kind == WRITE and event.outcome == OK)
    for (item, base), count in written.items():
        if count > 1:
            yield f"lost update: {count} writers of version {base} of item {item} were acknowledged"
    for event in events:
        if event.kind == WRITE and event.outcome == OK and event.version != event.base + 1:
            yield f"lost update: version {event.version} of item {event.item} was written for version {event.base}"


def _doubled_creations(events: list[Event], ending: Ending) -> Iterator[str]:
    for title in {event.title for event in events if event.kind == CREATE}:
        if ending.titles.get(title, 0) > 1:
            yield f"doubled: {title} was created {ending.titles[title]} times under one idempotency key"


def _stale_reads(events: list[Event]) -> Iterator[str]:
    """A read must know what was acknowledged before it was sent, but for the time a cache may lag behind."""
    writes: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind != READ and event.outcome == OK:
            writes[event.item].append(event)
    for event in events:
        if event.kind != READ or event.outcome != OK:
            continue
        known = [one.version for one in writes[event.item] if one.done <= event.sent - event.lag]
        if known and 0 < event.version < max(known):
            yield f"stale: item {event.item} was read at version {event.version}, {max(known)} was acknowledged before"


def _untrue_histories(ending: Ending) -> Iterator[str]:
    for item, stored in ending.items.items():
        if stored.chain:
            yield f"audit: item {item}: {stored.chain}"
        if list(stored.entries) != list(range(1, len(stored.entries) + 1)):
            yield f"audit: the versions of item {item} are {stored.entries}"
        elif stored.version not in (0, len(stored.entries)):
            yield f"audit: item {item} is at version {stored.version}, its history at {len(stored.entries)}"


def _feed_faults(ending: Ending) -> Iterator[str]:
    if ending.feed is None:
        return
    numbers = [number for number, _, _ in ending.feed]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "feed: its numbers have gaps, repeat or are out of order"
    by_item: dict[str, list[int]] = defaultdict(list)
    for _, item, version in ending.feed:
        by_item[item].append(version)
    for item, stored in ending.items.items():
        if by_item[item] != list(stored.entries):
            yield f"feed: it tells versions {by_item[item]} of item {item}, its history {list(stored.entries)}"
    for item in by_item.keys() - ending.items.keys():
        yield f"feed: it tells of item {item}, which nobody has"
