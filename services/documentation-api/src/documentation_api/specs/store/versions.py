"""Which of several versions is meant."""

from collections.abc import Iterable
from dataclasses import dataclass

from documentation_api.specs.store.semantic_version import Version

CURRENT, LATEST, STABLE, BASE = "current", "latest", "stable", "base"
NAMES = (CURRENT, LATEST, STABLE, BASE)


@dataclass(frozen=True)
class VersionList:
    """Versions by precedence, the oldest first."""

    all: tuple[Version, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "VersionList":
        """Sorted."""
        return cls(tuple(sorted(map(Version, texts))))

    @property
    def base(self) -> str | None:
        """The lowest."""
        return self.all[0].text if self.all else None

    @property
    def latest(self) -> str | None:
        """The highest."""
        return self.all[-1].text if self.all else None

    @property
    def stable(self) -> str | None:
        """The highest without a pre-release."""
        return next((one.text for one in reversed(self.all) if not one.prerelease), None)

    @property
    def current(self) -> str | None:
        """The stable one, or the latest while there is none."""
        return self.stable or self.latest

    def named(self, text: str) -> str | None:
        """The version a name or a number means; None when there is none."""
        if text in NAMES:
            found: str | None = getattr(self, text)
            return found
        return text if any(one.text == text for one in self.all) else None

    def before(self, version: Version) -> Version | None:
        """What a new version is measured by: the highest stable one below it, else the highest below it.

        Pre-releases promise nothing, so that one is never held against the next.
        """
        below = [one for one in self.all if one < version]
        stable = [one for one in below if not one.prerelease]
        return next(reversed(stable or below), None)
