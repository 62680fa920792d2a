"""What a check has to say about one variable."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a finding is."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True, order=True)
class EnvironmentFinding:
    """One line of the report; `text` never holds a secret."""

    level: Level
    variable: str
    text: str

    def __str__(self) -> str:
        return f"[{self.level}] {self.variable}: {self.text}"


def from_problem(problem: str) -> EnvironmentFinding:
    """A failure from a 'NAME: text' line."""
    name, _, text = problem.partition(": ")
    return EnvironmentFinding(Level.FAIL, name, text)


def weak(production: bool, variable: str, text: str) -> EnvironmentFinding:
    """A warning that production does not forgive."""
    return EnvironmentFinding(Level.FAIL if production else Level.WARN, variable, text)
