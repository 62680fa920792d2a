"""Locked packages: pins, hashes and licences."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# What may be in a program that is given to anybody; MPL and LGPL ask nothing of who only imports them.
ALLOWED = (
    *("mit", "bsd", "apache", "isc", "psf", "python-2.0", "python software foundation", "zlib", "unlicense", "cc0"),
    *("mpl", "mozilla public", "lgpl", "lesser general public", "public domain", "zpl", "hpnd", "0bsd", "postgresql"),
)
REFUSED = ("agpl", "affero", "sspl", "commons clause", "proprietary", "business source")
UNKNOWN = "unknown"
_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?(==\S+)?(.*)$")


@dataclass(frozen=True)
class Locked:
    """A line of a lock; `version` empty and `hashes` 0 where the lock leaves them open."""

    name: str
    version: str
    hashes: int


def read_lock(path: Path) -> list[Locked]:
    """Every package of a lock."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    found = []
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        match = _LOCKED.match(words[0]) if words else None
        if match:
            version = (match[3] or "").removeprefix("==")
            hashes = sum(word.startswith("--hash=") for word in words)
            found.append(Locked(str(canonicalize_name(match[1])), version, hashes))
    return found


def open_pins(root: Path) -> Iterator[str]:
    """Packages that a lock does not pin, or not by a hash, and names of a requirements file that its lock lacks."""
    for lock in sorted(root.glob("requirements*.lock")):
        locked = read_lock(lock)
        for one in locked:
            if not one.version or not one.hashes:
                yield f"{lock.name}: {one.name} has no {'hash' if one.version else 'version'}"
        source = lock.with_suffix(".in")
        if source.is_file():
            names = {one.name for one in locked}
            yield from (f"{lock.name}: {name} is missing" for name in sorted(_asked_for(source) - names))


def open_images(path: Path) -> Iterator[str]:
    """Images without a version in a file of `NAME_IMAGE=image:tag` lines, but for our own."""
    lines = [line.partition("=") for line in path.read_text(encoding="utf-8").splitlines() if "_IMAGE=" in line]
    for name, _, image in lines:
        tag = image.rpartition("/")[2].partition(":")[2]
        if name != "SUITE_IMAGE" and tag in ("", "latest"):
            yield f"{name}: {image} has no version"


def _asked_for(source: Path) -> set[str]:
    lines = (line.partition("#")[0].strip() for line in source.read_text(encoding="utf-8").splitlines())
    return {str(canonicalize_name(Requirement(line).name)) for line in lines if line and not line.startswith("-")}


def licence_of(name: str) -> str:
    """What an installed package says of its licence, in lower case; UNKNOWN when it says nothing."""
    try:
        return licence_in(distribution(name))
    except PackageNotFoundError:
        return UNKNOWN


def licence_in(package: Distribution) -> str:
    """The expression, else the classifiers, else the first line of the text."""
    about = package.metadata
    if expressions := about.get_all("License-Expression"):
        return str(expressions[0]).lower()
    kinds = [str(one).rpartition(" :: ")[2] for one in about.get_all("Classifier") or [] if str(one).startswith("Lic")]
    text = (str((about.get_all("License") or [""])[0]).strip().splitlines() or [""])[0]
    return " and ".join(kinds).lower() or text.lower() or UNKNOWN


def refused_licences(licences: Iterable[tuple[str, str]]) -> list[str]:
    """Packages whose licence is none we may take, or none we know."""
    return [
        f"{name}: {licence}"
        for name, licence in licences
        if any(word in licence for word in REFUSED) or not any(word in licence for word in ALLOWED)
    ]
