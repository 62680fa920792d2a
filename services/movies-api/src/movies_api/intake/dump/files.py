"""The files of a dump: found by name anywhere below a folder, the options table by its header."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from movies_api.intake.films import WRITER
from suite.database import Connection
from suite.imports import (
    BadValue,
    LoadedTable,
    RowCounts,
    RunReport,
    open_text,
    parsed_rows,
    read_csv,
    store_by_halves,
    upsert,
)

T = TypeVar("T")
Values = dict[str, Any]
LONGEST_HEADER = 10_000
# The key of a row that says where it stands; no table has a column of that name.
LINE = "line"
JOURNEY_FILES = ("journeys.txt", "jornadas.json", "jornadas.txt")
OPTION_COLUMNS = (
    "MainSentiment: name",
    "EmotionalIntention: intentionType",
    "EmotionalIntention: text",
    "JourneyOptionFlow: id",
    "JourneyOptionFlow: text",
)


@dataclass
class Dump:
    """One import of a folder. The id maps lead from ids of the dump to ids of the database."""

    connection: Connection
    folder: Path
    report: RunReport
    sentiments: set[int] = field(default_factory=set)
    genres: dict[int, int] = field(default_factory=dict)
    sub_sentiments: dict[int, int] = field(default_factory=dict)
    movies: dict[str, str] = field(default_factory=dict)

    def table(self, name: str, parse: Callable[[int, Mapping[str, Any]], T]) -> list[T]:
        """The parsed rows of a file; rows that break a rule go to the report, as does a missing file."""
        path = self.find(name)
        if path is None:
            self.report.missing.append(name)
            return []
        return self.parse_rows(path, parse)

    def rows_of(self, name: str, table: LoadedTable, parse: Callable[[int, Mapping[str, Any]], Values]) -> list[Values]:
        """The rows of a file for one table, with their LINE; a second row of the same key or id goes to the report."""
        seen: dict[tuple[Any, ...], int] = {}

        def parse_once(line: int, row: Mapping[str, Any]) -> Values:
            values = parse(line, row)
            for names in dict.fromkeys([("id",) if "id" in values else table.key, table.key]):
                key = (names, *(values[column] for column in names))
                if key in seen:
                    raise BadValue(f"the same {' and '.join(names)} as line {seen[key]}")
                seen[key] = line
            return {**values, LINE: line}

        return self.table(name, parse_once)

    def parse_rows(self, path: Path, parse: Callable[[int, Mapping[str, Any]], T]) -> list[T]:
        """The parsed rows of a CSV file."""
        report = self.report.file(path.name)
        with open_text(path) as file:
            return list(parsed_rows(read_csv(file), parse, report))

    def write(self, name: str, table: LoadedTable, rows: Sequence[Values], **how: bool) -> list[Values]:
        """Store rows of a file, `how` as upsert; those only the database refuses go to the report. The stored ones."""
        report, refused = self.report.file(name), set[int]()

        def refuse(row: Values, reason: str) -> None:
            refused.add(id(row))
            key = ", ".join(f"{column} {row[column]}" for column in table.key)
            report.refuse_row(row.get(LINE, 1), f"{key}: {reason}")

        def store(part: Sequence[Values]) -> RowCounts:
            return upsert(self.connection, table, part, WRITER, **how)

        for counts in store_by_halves(self.connection, rows, store, refuse):
            report.tally(counts)
        return [row for row in rows if id(row) not in refused]

    def find(self, *names: str) -> Path | None:
        """The first file of one of the names below the folder."""
        found = sorted(path for path in self.folder.rglob("*") if path.name in names and path.is_file())
        return found[0] if found else None

    def find_options(self) -> Path | None:
        """The table of current options, whatever its name."""
        for path in sorted(self.folder.rglob("*.csv")):
            with open_text(path) as file:
                header = file.readline(LONGEST_HEADER).strip().replace('"', "").split(",")
            if tuple(header) == OPTION_COLUMNS:
                return path
        return None


def require_reference(known: Mapping[Any, Any] | set[Any], value: Any, name: str) -> None:
    """BadValue when the row refers to one that was not imported."""
    if value not in known:
        raise BadValue(f"{name} {value} is not imported")
