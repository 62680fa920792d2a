"""What another catalogue knows of a film beside the values of its row."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class FilmLinks:
    """`platforms` are (name, access type); `cast` and `trailers` rows; `values` columns that films of files lack.

    `attribution` says whose data it is.
    """

    platforms: list[list[str]] = field(default_factory=list)
    cast: list[dict[str, Any]] = field(default_factory=list)
    trailers: list[dict[str, Any]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    attribution: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
