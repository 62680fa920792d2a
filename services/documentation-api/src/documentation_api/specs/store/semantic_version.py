"""Semantic versions (semver.org 2.0.0)."""

from functools import total_ordering

from semver import Version as SemanticVersion

MAX_LENGTH = 64
# So that a version fits where versions are counted.
MAX_NUMBER = 999_999_999
BUMPS = ("major", "minor", "patch")


@total_ordering
class Version:
    """A version; ValueError for a text that is none. Ordered by precedence, build metadata last."""

    def __init__(self, text: str) -> None:
        # Its expression ends in $, which a line end may follow.
        if len(text) > MAX_LENGTH or not text.isascii() or not text.isprintable():
            raise ValueError(f"{text[:MAX_LENGTH]} is not a semantic version")
        self._version = SemanticVersion.parse(text)
        self.text = text
        self.major, self.minor, self.patch = self._version.major, self._version.minor, self._version.patch
        self.prerelease = self._version.prerelease or ""
        if max(self.major, self.minor, self.patch) > MAX_NUMBER:
            raise ValueError(f"{text} has a number that is too large")

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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self.text == other.text

    def __lt__(self, other: "Version") -> bool:
        order = self._version.compare(other._version)
        return order < 0 or (order == 0 and self.text < other.text)

    def __hash__(self) -> int:
        return hash(self.text)
