"""The number of a version wherever it stands, and the changelog that names it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from suite_ops.release.refusal import ReleaseRefused

# Where the number stands, and the lines it stands in: the first such lines of each file.
PYPROJECT = ('version = "{}"',)
PLACES = {
    "shared/src/suite/__init__.py": ('VERSION = "{}"',),
    "pyproject.toml": PYPROJECT,
    "shared/pyproject.toml": PYPROJECT,
    "services/*/pyproject.toml": PYPROJECT,
    "shared/src/suite_ops/new_service/templates/pyproject.toml.j2": PYPROJECT,
    "docs/adding-a-service.md": PYPROJECT,
    "services/*/openapi.yaml": ("  version: {}",),
    "services/*/asyncapi.yaml": ("  version: {}",),
    "services/*/web/package.json": ('  "version": "{}",',),
    "services/*/web/package-lock.json": ('  "version": "{}",', '      "version": "{}",'),
    "config/container-images.env": ("SUITE_IMAGE_TAG={}",),
    ".env.example": ("#SCRAPE_USER_AGENT=scrape-proxy/{}",),
    "docs/operations.md": ("    docker build -f compose/Dockerfile -t colmeia/suite:{} .",),
}
UNRELEASED = "## [Unreleased]"


def current_version(root: Path) -> str:
    """The number the library says."""
    source = (root / "shared/src/suite/__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^VERSION = "([^"]+)"$', source, re.MULTILINE)
    if found is None:
        raise ReleaseRefused("shared/src/suite/__init__.py has no VERSION")
    return found[1]


def changed_places(root: Path, before: str, version: str) -> Mapping[Path, str]:
    """Each file with its number changed; raises ReleaseRefused when one has another number, or none."""
    return {path: _with_number(path, lines, before, version) for path, lines in _places(root)}


def _places(root: Path) -> Iterator[tuple[Path, Sequence[str]]]:
    for pattern, lines in PLACES.items():
        found = sorted(root.glob(pattern))
        if not found:
            raise ReleaseRefused(f"there is no {pattern}")
        yield from ((path, lines) for path in found)


def _with_number(path: Path, expected: Sequence[str], before: str, version: str) -> str:
    lines = path.read_text(encoding="utf-8").split("\n")
    for line in expected:
        if line.format(before) not in lines:
            raise ReleaseRefused(f"{path} has no line '{line.format(before)}'")
        lines[lines.index(line.format(before))] = line.format(version)
    return "\n".join(lines)


def changed_changelog(root: Path, version: str, day: date) -> str:
    """What was unreleased under the number and the day, and an empty section for what comes."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    head, found, rest = text.partition(f"{UNRELEASED}\n")
    if not found or not rest.partition("\n## [")[0].strip():
        raise ReleaseRefused("CHANGELOG.md tells nothing that is unreleased")
    return f"{head}{UNRELEASED}\n\n## [{version}] - {day.isoformat()}\n{rest}"
