"""The files that are documentation: which there are, and what they are called from outside."""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

log = logging.getLogger(__name__)
SUFFIXES = (".md", ".mdx")
SKIPPED = frozenset({"node_modules", ".git", "build", "dist", ".next", "coverage", "temp", "tmp"})
MAX_BYTES = 2 * 1_048_576


class UnreadableFile(Exception):
    """A file that cannot be a document; `line` counts from 1."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class Hidden(Exception):
    """A page that its generator would not show, `until` a day when it says so"""

    def __init__(self, reason: str, until: date | None) -> None:
        super().__init__(reason)
        self.reason, self.until = reason, until


@dataclass(frozen=True, slots=True)
class Shelf:
    """One folder of a library; `mount` begins the outside names of its files, `only` is the one file name taken."""

    folder: Path
    mount: str = ""
    only: str = ""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file as the folder lists it; `rel_path` is its outside name."""

    rel_path: str
    place: Path
    size: int
    mtime_ns: int


class Library:
    """Shelves below one `boundary`, which no file and no link leaves."""

    def __init__(self, boundary: Path, shelves: tuple[Shelf, ...]) -> None:
        self.boundary = boundary.resolve()
        self.shelves = shelves

    @classmethod
    def of_folder(cls, folder: Path) -> "Library":
        """All documents below a folder."""
        return cls(folder, (Shelf(folder.resolve()),))

    @classmethod
    def of_suite(cls, root: Path) -> "Library":
        """The suite's own documents: `docs/`, and the README of each service as `services/<id>/README.md`."""
        return cls(root, (Shelf(root / "docs"), Shelf(root / "services", "services/", "README.md")))

    def scan(self) -> list[FoundFile]:
        """Every document by name; what is missing or leads outside is left out."""
        found: dict[str, FoundFile] = {}
        for shelf in self.shelves:
            if not shelf.folder.is_dir():
                log.warning("a folder of documents is missing", extra={"mount": shelf.mount or "/"})
                continue
            for file in self._walk(shelf):
                found.setdefault(file.rel_path, file)
        return [found[name] for name in sorted(found)]

    def read(self, file: FoundFile) -> bytes:
        """The bytes of a document; UnreadableFile when it is too large, no file any more, or outside by now."""
        try:
            if not file.place.resolve(strict=True).is_relative_to(self.boundary):
                raise UnreadableFile("the file leads out of the documentation")
            with file.place.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise UnreadableFile(f"the file cannot be read ({type(error).__name__})") from error
        if len(content) > MAX_BYTES:
            raise UnreadableFile("the file is larger than 2 MB")
        return content

    def place_of(self, rel_path: str) -> Path:
        """Where the file of an outside name is."""
        shelf = max((shelf for shelf in self.shelves if rel_path.startswith(shelf.mount)), key=lambda it: len(it.mount))
        return shelf.folder / rel_path.removeprefix(shelf.mount)

    def name_of(self, place: Path) -> str | None:
        """The outside name a file would have; None for what is on no shelf."""
        for shelf in self.shelves:
            if place.is_relative_to(shelf.folder):
                return shelf.mount + place.relative_to(shelf.folder).as_posix()
        return None

    def _walk(self, shelf: Shelf) -> Iterator[FoundFile]:
        # Links to folders are not followed: what they show is either outside or listed under its own name.
        for folder, below, names in os.walk(shelf.folder):
            place = Path(folder)
            below[:] = [name for name in below if name not in SKIPPED]
            if shelf.only:
                # The one file of each folder right below the shelf.
                names = [name for name in names if name == shelf.only and place != shelf.folder]
                below[:] = below if place == shelf.folder else []
            for name in names:
                if name.endswith(SUFFIXES) and (file := self._look(shelf, place / name)):
                    yield file

    def _look(self, shelf: Shelf, place: Path) -> FoundFile | None:
        rel_path = shelf.mount + place.relative_to(shelf.folder).as_posix()
        try:
            rel_path.encode()
            if place.is_symlink() and not place.resolve(strict=True).is_relative_to(self.boundary):
                return None
            state = place.stat()
        except (OSError, UnicodeEncodeError):
            return None  # vanished, a link to nowhere, or a name no URL can hold
        return FoundFile(rel_path, place, state.st_size, state.st_mtime_ns) if place.is_file() else None
