"""What became of what was imported."""

from collections import Counter
from dataclasses import dataclass, field

import psycopg2

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
MAX_REASON = 200


@dataclass
class ImportReport:
    """How many files or rows ended how.

    `failures` and `remarks` are `file:line: text`: what was refused, and what was imported in another way than it stood
    there. `ignored` counts the fields that have no meaning here.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failures: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: str) -> None:
        """One file or row more."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def refuse(self, file: str, line: int, reason: str) -> None:
        """One that is not imported, and why."""
        self.failures.append(f"{file}:{line}: {reason}")

    def remark(self, file: str, line: int, text: str) -> None:
        """What is imported otherwise than it was written."""
        self.remarks.append(f"{file}:{line}: {text}")

    def add(self, other: "ImportReport", prefix: str = "") -> None:
        """What became of a part of it."""
        for outcome in (CREATED, UPDATED, UNCHANGED):
            setattr(self, outcome, getattr(self, outcome) + getattr(other, outcome))
        self.failures += [prefix + line for line in other.failures]
        self.remarks += [prefix + line for line in other.remarks]
        self.ignored += other.ignored

    def ignored_lines(self) -> list[str]:
        """The fields without a meaning here, the commonest first."""
        return [f"{name}: no meaning here, kept as metadata ({count})" for name, count in self.ignored.most_common()]

    def summary(self) -> str:
        """One line."""
        return (
            f"{self.created} created, {self.updated} updated, {self.unchanged} unchanged, {len(self.failures)} failed"
        )


def describe(error: Exception) -> str:
    """What is wrong with a file or row that broke a rule nobody thought of, in one line."""
    if isinstance(error, psycopg2.Error) and error.diag.message_primary:
        return error.diag.message_primary
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0][:MAX_REASON]}" if lines else type(error).__name__
