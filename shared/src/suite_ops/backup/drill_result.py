"""What a drill measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """`rto`: seconds from the loss to services that answer. `rpo`: seconds of changes that the loss took along."""

    rto: float
    rpo: float
    tables: int
    rows: int
