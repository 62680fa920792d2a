"""Semantic versions (semver.org 2.0.0)."""

import re
from functools import total_ordering
from typing import Any

MAX_LENGTH = 64
BUMPS = ("major", "minor", "patch")
_FORM = re.compile(
    r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})"
    r"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
    r"(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?",
    re.ASCII,
)


@total_ordering
class Version:
    """A version; ValueError for a text that is none. Ordered by precedence, build metadata last."""

    def __init__(self, text: str) -> None:
        found = _FORM.fullmatch(text) if len(text) <= MAX_LENGTH else None
        if found is None:
            raise ValueError(f"{text[:MAX_LENGTH]} is not a semantic version")
        self.text = text
        self.major, self.minor, self.patch = int(found[1]), int(found[2]), int(found[3])
        self.prerelease = found[4] or ""

    @property
    def is_stable(self) -> bool:
        """1.0.0 or later: minor steps promise compatibility."""
        return self.major >= 1

    def bumped(self, kind: str) -> "Version":
        """The next version of a kind: major, minor or patch."""
        if kind == "major":
            return Version(f"{self.major + 1}.0.0")
        if kind == "minor":
            return Version(f"{self.major}.{self.minor + 1}.0")
        return Version(f"{self.major}.{self.minor}.{self.patch + (0 if self.prerelease else 1)}")

    def may_break(self, before: "Version") -> bool:
        """Whether the step from `before` to this tells callers to look: major, or minor below 1.0.0.

        Pre-releases promise nothing.
        """
        if before.prerelease:
            return True
        if self.major != before.major:
            return self.major > before.major
        return not before.is_stable and self.minor > before.minor

    def _key(self) -> tuple[Any, ...]:
        parts = [
            (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in self.prerelease.split(".") if part
        ]
        return (self.major, self.minor, self.patch, not self.prerelease, parts, self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self.text == other.text

    def __lt__(self, other: "Version") -> bool:
        return bool(self._key() < other._key())

    def __hash__(self) -> int:
        return hash(self.text)
