"""What an import did: counts by file, and every row it refused or changed, with file and line."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from movies_api.loading.counts import Counts


@dataclass
class FileReport:
    """One file. `refused` and `remarks` hold (line, sentence)."""

    name: str
    read: int = 0
    counts: Counts = field(default_factory=Counts)
    refused: list[tuple[int, str]] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, reason: str) -> None:
        """The row on this line is not imported."""
        self.refused.append((line, reason))

    def remark(self, line: int, reason: str) -> None:
        """The row on this line is imported, but not as it stands."""
        self.remarks.append((line, reason))

    def summary(self) -> str:
        """The counts in one line."""
        return (
            f"{self.name}: {self.read} read, {self.counts.inserted} inserted, {self.counts.updated} updated,"
            f" {self.counts.unchanged} unchanged, {len(self.refused)} skipped"
        )


@dataclass
class Report:
    """All files of one run, in the order they were begun; `missing` are files that were expected."""

    files: dict[str, FileReport] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)

    def file(self, name: str) -> FileReport:
        """The report of a file."""
        return self.files.setdefault(name, FileReport(name))

    @property
    def skipped(self) -> int:
        """Rows that were not imported."""
        return sum(len(file.refused) for file in self.files.values())

    def problems(self) -> Iterator[str]:
        """`file:line: reason` of refused rows and of rows changed on the way, in file order."""
        for file in self.files.values():
            for line, reason in sorted([*file.refused, *file.remarks]):
                yield f"{file.name}:{line}: {reason}"
        for name in self.missing:
            yield f"{name}: not found, nothing imported from it"

    def summary(self) -> Iterator[str]:
        """One line a file, then what the run as a whole came to."""
        for file in self.files.values():
            yield file.summary()
        yield from self.results


def first_line(error: Exception) -> str:
    """What went wrong in one line."""
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]
