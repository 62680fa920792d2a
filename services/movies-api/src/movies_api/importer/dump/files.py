"""The files of a dump: found by name anywhere below a folder, the options table by its header."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from movies_api.importer.reading import Row, UnusableFile, open_text, read_csv
from movies_api.importer.report import Report
from movies_api.importer.values import BadValue
from movies_api.loading.tables import Table
from suite.database import Connection

T = TypeVar("T")
Values = dict[str, Any]
LONGEST_HEADER = 10_000
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
    report: Report
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

    def rows_of(self, name: str, table: Table, parse: Callable[[int, Mapping[str, Any]], Values]) -> list[Values]:
        """The rows of a file for one table; a second row of the same key or id goes to the report."""
        seen: dict[tuple[Any, ...], int] = {}

        def parse_once(line: int, row: Mapping[str, Any]) -> Values:
            values = parse(line, row)
            for names in dict.fromkeys([("id",) if "id" in values else table.key, table.key]):
                key = (names, *(values[column] for column in names))
                if key in seen:
                    raise BadValue(f"the same {' and '.join(names)} as line {seen[key]}")
                seen[key] = line
            return values

        return self.table(name, parse_once)

    def parse_rows(self, path: Path, parse: Callable[[int, Mapping[str, Any]], T]) -> list[T]:
        """The parsed rows of a CSV file."""
        report = self.report.file(path.name)
        with open_text(path) as file:
            return list(parsed(read_csv(file), parse, path.name, report.refuse, report_read=self._count(path.name)))

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

    def _count(self, name: str) -> Callable[[], None]:
        report = self.report.file(name)

        def count() -> None:
            report.read += 1

        return count


def parsed(
    rows: Iterator[Row],
    parse: Callable[[int, Mapping[str, Any]], T],
    name: str,
    refuse: Callable[[int, str], None],
    report_read: Callable[[], None],
) -> Iterator[T]:
    """What `parse` makes of the rows; UnusableFile when a column it needs does not exist."""
    for row in rows:
        report_read()
        try:
            if row.problem:
                raise BadValue(row.problem)
            yield parse(row.line, row.content)
        except BadValue as problem:
            refuse(row.line, str(problem))
        except KeyError as error:
            raise UnusableFile(f"{name} has no column {error}") from error


def require_reference(known: Mapping[Any, Any] | set[Any], value: Any, name: str) -> None:
    """BadValue when the row refers to one that was not imported."""
    if value not in known:
        raise BadValue(f"{name} {value} is not imported")
