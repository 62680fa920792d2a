"""What a post has from its folders: categories of Jekyll, values that a section of Hugo hands down, authors."""

from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from suite.text.front_matter import FrontMatterError, split_head
from suite.text.yaml import Rules, YamlError, read_yaml

SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".html"})
POSTS, DRAFTS = "_posts", "_drafts"
AUTHOR_FILES = ("authors.yml", "authors.yaml", ".authors.yml")
_LARGEST = 1_000_000


def post_files(folder: Path) -> list[Path]:
    """Files that can be posts, in order of their names.

    Names that begin with _ or . are not, but for the folders Jekyll has its posts and drafts in.
    """
    found = [path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file()]
    return sorted(path for path in found if not any(map(is_aside, path.relative_to(folder).parts)))


def is_aside(name: str) -> bool:
    """Whether generators take a file or folder of this name for something else than posts."""
    return name[0] in "._" and name not in (POSTS, DRAFTS)


def folder_categories(folder: Path, path: Path) -> list[str]:
    """Folders above `_posts` or `_drafts`: categories to Jekyll."""
    parts = path.relative_to(folder).parts
    for name in (POSTS, DRAFTS):
        if name in parts:
            return list(parts[: parts.index(name)])
    return []


class Sections:
    """The folders of one import."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authors = read_authors(folder)
        self._handed_down = lru_cache(maxsize=10_000)(handed_down)

    def inherited(self, path: Path) -> dict[str, Any]:
        """What `cascade` of the sections above a file gives it, the nearest one's last."""
        place = "/" + path.relative_to(self.folder).as_posix()
        values: dict[str, Any] = {}
        section = self.folder
        for part in ("", *path.relative_to(self.folder).parts[:-1]):
            section = section / part
            for target, given in self._handed_down(section):
                if target is None or fnmatchcase(place, target) or fnmatchcase(place.rpartition(".")[0], target):
                    values |= given
        return values


def handed_down(section: Path) -> list[tuple[str | None, dict[str, Any]]]:
    """The values of a section's `cascade`, each with the paths it is for (None: all).

    FrontMatterError when the section cannot be read: it may say that its pages are drafts.
    """
    index = next((path for name in ("_index.md", "_index.html") if (path := section / name).is_file()), None)
    if index is None:
        return []
    try:
        cascade = split_head(index.read_text(encoding="utf-8")).values.get("cascade")
    except (FrontMatterError, UnicodeDecodeError, OSError) as error:
        raise FrontMatterError(1, f"{index.name} of its section cannot be read: {error}") from error
    entries = cascade if isinstance(cascade, list) else [cascade]
    found: list[tuple[str | None, dict[str, Any]]] = []
    for entry in entries:
        if isinstance(entry, dict):
            target = entry.get("_target", entry.get("target"))
            pattern = target.get("path") if isinstance(target, dict) else None
            values = {name: value for name, value in entry.items() if name not in ("_target", "target")}
            found.append((pattern.replace("**", "*") if isinstance(pattern, str) else None, values))
    return found


def read_authors(folder: Path) -> dict[str, dict[str, Any]]:
    """Authors by the keys posts name them with (Docusaurus, MkDocs); none where there is no readable file of them."""
    for name in AUTHOR_FILES:
        path = folder / name
        if path.is_file() and path.stat().st_size <= _LARGEST:
            try:
                content = read_yaml(path.read_text(encoding="utf-8"), Rules(depth=16, values=50_000))
            except (YamlError, UnicodeDecodeError):
                return {}
            content = content.get("authors", content) if isinstance(content, dict) else {}
            if isinstance(content, dict):
                return {key: value for key, value in content.items() if isinstance(value, dict)}
    return {}
