"""What became of what was imported."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import psycopg2

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
MAX_REASON = 200


@dataclass(frozen=True, slots=True)
class RowCounts:
    """Numbers of rows by outcome."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "RowCounts") -> "RowCounts":
        return RowCounts(self.created + other.created, self.updated + other.updated, self.unchanged + other.unchanged)


class Note(NamedTuple):
    """A sentence about a line of a file."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass
class ImportReport:
    """How many files or rows ended how.

    `refused` is what was not imported, `noted` what was imported in another way than it stood there. `ignored` counts
    the fields that have no meaning here.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Note] = field(default_factory=list)
    noted: list[Note] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)

    @property
    def failures(self) -> list[str]:
        """`file:line: reason` of what was refused."""
        return list(map(str, self.refused))

    @property
    def remarks(self) -> list[str]:
        """`file:line: text` of what was imported otherwise."""
        return list(map(str, self.noted))

    def count(self, outcome: str) -> None:
        """One file or row more."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def tally(self, counts: RowCounts) -> None:
        """Rows of a batch."""
        self.created += counts.created
        self.updated += counts.updated
        self.unchanged += counts.unchanged

    def refuse(self, file: str, line: int, reason: str) -> None:
        """One that is not imported, and why."""
        self.refused.append(Note(file, line, reason))

    def remark(self, file: str, line: int, text: str) -> None:
        """What is imported otherwise than it was written."""
        self.noted.append(Note(file, line, text))

    def add(self, other: "ImportReport", prefix: str = "") -> None:
        """What became of a part of it."""
        self.tally(RowCounts(other.created, other.updated, other.unchanged))
        self.refused += [note._replace(file=prefix + note.file) for note in other.refused]
        self.noted += [note._replace(file=prefix + note.file) for note in other.noted]
        self.ignored += other.ignored

    def ignored_lines(self) -> list[str]:
        """The fields without a meaning here, the commonest first."""
        return [f"{name}: no meaning here, kept as metadata ({count})" for name, count in self.ignored.most_common()]

    def summary(self) -> str:
        """One line."""
        return f"{self.created} created, {self.updated} updated, {self.unchanged} unchanged, {len(self.refused)} failed"


@dataclass
class FileReport(ImportReport):
    """One file of a run that reads several; `read` are its rows."""

    name: str = ""
    read: int = 0

    def refuse_row(self, line: int, reason: str) -> None:
        """The row on this line is not imported."""
        self.refuse(self.name, line, reason)

    def remark_row(self, line: int, text: str) -> None:
        """The row on this line is imported, but not as it stands."""
        self.remark(self.name, line, text)

    def summary(self) -> str:
        """The counts in one line."""
        return (
            f"{self.name}: {self.read} read, {self.created} inserted, {self.updated} updated,"
            f" {self.unchanged} unchanged, {len(self.refused)} skipped"
        )


@dataclass
class RunReport:
    """All files of one run, in the order they were begun; `missing` are files that were expected."""

    files: dict[str, FileReport] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)

    def file(self, name: str) -> FileReport:
        """The report of a file."""
        return self.files.setdefault(name, FileReport(name=name))

    @property
    def skipped(self) -> int:
        """Rows that were not imported."""
        return sum(len(file.refused) for file in self.files.values())

    def problems(self) -> Iterator[str]:
        """What was refused or changed on the way, in file order."""
        for file in self.files.values():
            yield from map(str, sorted([*file.refused, *file.noted]))
        for name in self.missing:
            yield f"{name}: not found, nothing imported from it"

    def summary(self) -> Iterator[str]:
        """One line a file, then what the run as a whole came to."""
        for file in self.files.values():
            yield file.summary()
        yield from self.results


def describe(error: Exception) -> str:
    """What is wrong with a file or row that broke a rule nobody thought of, in one line."""
    if isinstance(error, psycopg2.Error) and error.diag.message_primary:
        return error.diag.message_primary
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0][:MAX_REASON]}" if lines else type(error).__name__
