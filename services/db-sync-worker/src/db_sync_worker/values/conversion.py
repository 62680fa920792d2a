"""Blocks of source rows to rows of the target, column by column: 4 µs a row, where one row at a time takes 30."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from db_sync_worker.source.columns import SourceColumn
from db_sync_worker.source.rows import Block, Values
from db_sync_worker.streams.model import LAST, OCCURRENCE, REFUSE, ROW, ROW_HASH, Column, Stream
from db_sync_worker.values.casts import Cast, cast_for, check_binary, check_text, is_rounded
from db_sync_worker.values.copy_rows import Converted, Rejected, copy_texts
from db_sync_worker.values.documents import JsonTexts, json_texts, row_documents, row_hash
from db_sync_worker.values.repeats import REASON, KeyShared, Repeats

MAX_REMEMBERED = 50_000


class Converter:
    """What turns blocks of one stream, read with `columns`, into rows of its target.

    Raises ValueError with one line a problem when a mapped column has no way from its type to the target's.
    """

    def __init__(self, stream: Stream, columns: Sequence[SourceColumn]) -> None:
        self._stream = stream
        self.columns = tuple(columns)
        self._places = {column.name: place for place, column in enumerate(columns)}
        self._casts: dict[tuple[str, str], Cast | None] = {}
        self._remembered: dict[tuple[str, str], dict[str | None, str | None]] = {}
        self._rounding: dict[tuple[str, str], set[str]] = {}
        problems = [problem for column in stream.columns for problem in self._choose_casts(column)]
        if problems:
            raise ValueError("\n".join(problems))

    def _choose_casts(self, column: Column) -> list[str]:
        problems = []
        for name in column.source_columns:
            if name not in self._places:
                continue
            origin = self.columns[self._places[name]]
            try:
                self._casts[column.name, name] = cast_for(column, origin)
            except KeyError:
                problems.append(f"column {column.name}: no way from {origin.type} to {column.type}")
        return problems

    def convert(self, block: Block, repeats: Repeats) -> Converted:
        """Rows of the target, and the rows that cannot be. KeyShared where the stream refuses rows that share a key.

        `repeats` knows the keys of the blocks before this one.
        """
        work = _Work(self, block)
        target = [self._target_values(column, work) for column in self._stream.columns]
        rejected = [work.reject(row) for row in sorted(work.problems)]
        rows = work.good_rows()
        if rejected:
            target = [[values[row] for row in rows] for values in target]
        moments = self._moments(target)
        keys = repeats.keys(target)
        numbers = repeats.number(keys, moments) if self._stream.collapse != LAST or repeats.counted else None
        if repeats.counted:
            texts = ["1"] * len(keys) if numbers is None else list(map(str, numbers))
            target[self._stream.names.index(repeats.counted)] = texts
        elif numbers:
            shared = [place for place, number in enumerate(numbers) if number > 1]
            rejected += self._set_aside(work, rows, shared, numbers)
            first = [place for place, number in enumerate(numbers) if number == 1]
            target = [[values[place] for place in first] for values in target]
            moments = [moments[place] for place in first]
            keys = [keys[place] for place in first]
            return self._converted(target, moments, rejected, work.rounded, keys, len(shared))
        return self._converted(target, moments, rejected, work.rounded, keys, 0)

    def set_aside(self, block: Block, reason: str) -> list[Rejected]:
        """All rows of a block as rejected for one reason."""
        work = _Work(self, block)
        work.problems = dict.fromkeys(range(block.rows), (self._stream.time, reason))
        return [work.reject(row) for row in range(block.rows)]

    def _moments(self, target: Sequence[Values]) -> list[str]:
        return [value or "" for value in target[self._stream.names.index(self._stream.time)]]

    def _set_aside(
        self, work: "_Work", rows: Sequence[int], shared: Sequence[int], numbers: Sequence[int]
    ) -> list[Rejected]:
        if self._stream.collapse == REFUSE and shared:
            raise KeyShared(f"{len(shared)} rows share their key ({', '.join(self._stream.key)}) with an earlier one")
        rejected = []
        for place in shared:
            work.problems[rows[place]] = (None, REASON)
            entry = work.reject(rows[place])
            # Rows that are alike in everything are several all the same.
            rejected.append(replace(entry, row_key=f"{entry.row_key}#{numbers[place]}"))
        return rejected

    def _converted(
        self,
        target: Sequence[Values],
        moments: list[str],
        rejected: list[Rejected],
        rounded: int,
        keys: list[int],
        shared: int,
    ) -> Converted:
        escaped = [copy_texts(values) for values in target]
        lines = list(map("\t".join, zip(*escaped, strict=True)))
        return Converted(lines, moments, rejected, rounded, keys if self._stream.collapse == LAST else [], shared)

    def _target_values(self, column: Column, work: "_Work") -> Values:
        values: Values = [None] * work.block.rows
        for number, origin in enumerate(column.origins):
            offered = self._offered(column, origin, work, values)
            if offered is not None:
                values = (
                    offered if number == 0 else [b if a is None else a for a, b in zip(values, offered, strict=True)]
                )
            if None not in values:
                return values
        if column.default is not None:
            return [column.default if value is None else value for value in values]
        if column.required:
            for row, value in enumerate(values):
                if value is None:
                    work.problems.setdefault(row, (column.name, "is null"))
        return values

    def _offered(self, column: Column, origin: str, work: "_Work", before: Values) -> Values | None:
        """What an origin has for the rows that are still null."""
        if origin == ROW:
            return work.documents()
        if origin == OCCURRENCE:
            return ["0"] * work.block.rows
        if origin == ROW_HASH:
            return [work.hash_of(row) if value is None else None for row, value in enumerate(before)]
        if origin not in self._places:
            return None
        values = work.block.columns[self._places[origin]]
        if work.block.suspicious:
            work.check_texts(column.name, values)
        cast = self._casts[column.name, origin]
        return values if cast is None else self._cast(column, origin, cast, values, work)

    def _cast(self, column: Column, origin: str, cast: Cast, values: Values, work: "_Work") -> Values:
        known = self._remembered.setdefault((column.name, origin), {None: None})
        rounding = self._rounding.setdefault((column.name, origin), set())
        if len(known) > MAX_REMEMBERED:
            known.clear()
            known[None] = None
            rounding.clear()
        exact = column.type.kind == "numeric" and column.type.scale is not None
        for value in set(values) - known.keys():
            assert value is not None
            try:
                known[value] = made = cast(value)
                if exact and is_rounded(value, made):
                    rounding.add(value)
            except ValueError as problem:
                work.note(column.name, str(problem), values, value)
            except Exception as error:  # one value must not end the stream, whatever it does to a cast
                work.note(column.name, f"cannot be converted ({type(error).__name__})", values, value)
        if rounding:
            work.rounded += sum(value in rounding for value in values)
        return list(map(known.get, values))


class _Work:
    """One block on its way."""

    def __init__(self, converter: Converter, block: Block) -> None:
        self.converter = converter
        self.block = block
        self.problems: dict[int, tuple[str | None, str]] = {}
        self.rounded = 0
        self._texts: list[JsonTexts] | None = None

    def note(self, column: str, reason: str, values: Values, bad: str) -> None:
        """The same problem for every row with this value."""
        for row, value in enumerate(values):
            if value == bad:
                self.problems.setdefault(row, (column, reason))

    def check_texts(self, column: str, values: Values, check: Callable[[str], object] = check_text) -> None:
        """Find texts PostgreSQL cannot store."""
        for row, value in enumerate(values):
            if value is not None:
                try:
                    check(value)
                except ValueError as problem:
                    self.problems.setdefault(row, (column, str(problem)))

    def documents(self) -> list[str]:
        """Each row as JSON; a text in it that cannot be stored spoils its row."""
        if self.block.suspicious:
            for column, values in zip(self.converter.columns, self.block.columns, strict=True):
                self.check_texts(column.name, values)
        for column, values in zip(self.converter.columns, self.block.columns, strict=True):
            if column.family == "binary":
                self.check_texts(column.name, values, check_binary)
        return row_documents(self.converter.columns, self._json())

    def hash_of(self, row: int) -> str:
        """Hash of a row."""
        return row_hash(self.converter.columns, [text.complete(row) for text in self._json()])

    def good_rows(self) -> list[int]:
        """Rows without a problem."""
        return [row for row in range(self.block.rows) if row not in self.problems]

    def reject(self, row: int) -> Rejected:
        """The quarantine entry of a row."""
        column, reason = self.problems[row]
        raw = {
            origin.name: _storable(values[row])
            for origin, values in zip(self.converter.columns, self.block.columns, strict=True)
        }
        moment = raw.get(self.converter._stream.timestamp)
        return Rejected(self.hash_of(row), column, reason, raw, moment)

    def _json(self) -> list[JsonTexts]:
        if self._texts is None:
            pairs = zip(self.converter.columns, self.block.columns, strict=True)
            self._texts = [json_texts(column, values) for column, values in pairs]
        return self._texts


def _storable(value: str | None) -> str | None:
    """Text as jsonb can hold it: what it cannot is written as an escape."""
    if value is None:
        return None
    return value.replace("\x00", "\\u0000").encode("utf-8", "backslashreplace").decode()
