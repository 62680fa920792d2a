"""Files of the built page, read once: they change only with a new build, and then the service starts anew."""

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

INDEX = "index.html"
_ASSET = re.compile(r"[A-Za-z0-9_.-]{1,120}")
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}


@dataclass(frozen=True)
class PageFile:
    """Bytes and their media type."""

    content: bytes
    media_type: str


class PageFiles:
    """The files of one folder: index.html and, below assets/, what it names by hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, PageFile] = {}

    @property
    def built(self) -> bool:
        """Whether there is a page."""
        return (self._folder / INDEX).is_file()

    def index(self) -> PageFile | None:
        """The page itself, read again each time: it names the assets of the last build."""
        return _read(self._folder / INDEX)

    def asset(self, name: str) -> PageFile | None:
        """One asset; its name holds a hash of its content, so it never changes."""
        if not _ASSET.fullmatch(name) or name.startswith("."):
            return None
        if name not in self._read:
            found = _read(self._folder / "assets" / name)
            if found is None:
                return None
            self._read[name] = found
        return self._read[name]


def _read(path: Path) -> PageFile | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return PageFile(content, _TYPES.get(path.suffix, guessed))
