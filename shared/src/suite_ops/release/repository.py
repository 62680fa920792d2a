"""The git repository a release is made in."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from semver import Version

from suite_ops.release.refusal import ReleaseRefused


class Repository:
    """Commits and tags below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def require_ready(self, before: str, version: str) -> None:
        """Raise ReleaseRefused for a number that does not follow, uncommitted changes, or a tag that exists."""
        if not Version.is_valid(version) or Version.parse(version) <= Version.parse(before):
            raise ReleaseRefused(f"{version} is no semantic version above {before}")
        changed = self._git("status", "--porcelain").splitlines()
        if changed:
            raise ReleaseRefused(f"{len(changed)} files are not committed: {changed[0].strip()} …")
        if self._git("tag", "--list", f"v{version}"):
            raise ReleaseRefused(f"v{version} is tagged already")

    def commit_and_tag(self, paths: Iterable[Path], version: str) -> None:
        """One commit of these files, and a tag with a message."""
        self._git("add", "--", *(str(path) for path in paths))
        self._git("commit", "--message", f"Release {version}")
        self._git("tag", "--annotate", f"v{version}", "--message", f"Colmeia {version}")

    def _git(self, *words: str) -> str:
        done = subprocess.run(["git", *words], cwd=self._root, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ReleaseRefused(f"git {words[0]}: {(done.stderr or done.stdout).strip()}")
        return done.stdout.strip()
