"""Rows of one reading that share a key of the target: found by hashes of their keys, moment by moment."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from struct import pack

from db_sync_worker.source.rows import Values
from db_sync_worker.streams.model import OCCURRENCE, ColumnType, Stream
from db_sync_worker.values.copy_rows import Converted

REASON = "shares its key with an earlier row"
# Of a query, whose order nobody knows; a hash takes some 70 bytes.
MAX_REMEMBERED = 500_000
MAX_HELD_BACK = 50_000
Canonical = Callable[[str], object]


class KeyShared(Exception):
    """Several rows of the source share a key of the target"""


class Repeats:
    """What one reading has seen of keys. `ordered` rows of one key follow each other, as their times are equal."""

    def __init__(self, stream: Stream, *, ordered: bool = True) -> None:
        key = [stream.column(name) for name in stream.key]
        self.counted = next((column.name for column in key if OCCURRENCE in column.origins), None)
        self._columns = [
            (stream.names.index(column.name), _canonical(column.type)) for column in key if column.name != self.counted
        ]
        self._ordered = ordered
        self._moment = ""
        # Of the latest moment, or of everything where there is no order: hash of a key → how many rows had it.
        self._times: dict[int, int] = {}

    def keys(self, values: Sequence[Values]) -> list[int]:
        """A hash of each row's key, from the columns of the target."""
        parts = []
        for place, canonical in self._columns:
            texts = values[place]
            parts.append(texts if canonical is None else [text and canonical(text) for text in texts])
        return list(map(hash, zip(*parts, strict=True)))

    def number(self, keys: Sequence[int], moments: Sequence[str]) -> list[int] | None:
        """Which of the rows with its key each row is, from 1; None when each is the first."""
        distinct = set(keys)
        if len(distinct) == len(keys) and self._times.keys().isdisjoint(distinct):
            numbers = None
            fresh = dict.fromkeys(keys[self._start_of_last(keys, moments) :], 1)
        else:
            numbers, times = [], dict(self._times)
            for key in keys:
                times[key] = times.get(key, 0) + 1
                numbers.append(times[key])
            fresh = {key: times[key] for key in keys[self._start_of_last(keys, moments) :]}
        self._remember(fresh, moments)
        return numbers

    def _start_of_last(self, keys: Sequence[int], moments: Sequence[str]) -> int:
        """Where the rows of the latest moment begin; without an order they all count."""
        place = len(keys)
        while self._ordered and place and moments[place - 1] == moments[-1]:
            place -= 1
        return place if self._ordered else 0

    def _remember(self, fresh: dict[int, int], moments: Sequence[str]) -> None:
        if not self._ordered:
            if len(self._times) > MAX_REMEMBERED:
                self._times.clear()
        elif moments and moments[-1] != self._moment:
            self._moment = moments[-1]
            self._times.clear()
        self._times |= fresh


def _canonical(kind: ColumnType) -> Canonical | None:
    """What two texts that are one value to PostgreSQL have in common; None where the text says it all."""
    if kind.kind == "numeric":
        return Decimal
    if kind.kind == "double precision":
        return float
    if kind.kind == "real":
        return lambda text: pack("f", float(text))
    return None


class LastWins:
    """Of rows that share a key the last one goes on: rows of the latest moment wait until it is over."""

    def __init__(self) -> None:
        self._held = Converted([], [])

    def take(self, converted: Converted) -> Converted:
        """What may go on by now."""
        both = self._held.joined(converted)
        if not both.lines:
            return both
        both = _without_earlier(both)
        last = both.moments[-1]
        place = len(both.lines)
        while place and both.moments[place - 1] == last:
            place -= 1
        if len(both.lines) - place > MAX_HELD_BACK:
            place = len(both.lines)
        ready, self._held = both.split(place)
        return ready

    def rest(self) -> Converted:
        """What was held back to the end."""
        rest, self._held = self._held, Converted([], [])
        return rest


def _without_earlier(converted: Converted) -> Converted:
    places = {key: place for place, key in enumerate(converted.keys)}
    if len(places) == len(converted.keys):
        return converted
    return converted.only(sorted(places.values()), collapsed=len(converted.keys) - len(places))
