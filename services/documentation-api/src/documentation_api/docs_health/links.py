"""Which links lead nowhere: targets and anchors inside the documentation, never over the network."""

import os
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from documentation_api.docs_health.queries import FileFacts
from documentation_api.markdown.document import without_suffix
from documentation_api.markdown.library import SUFFIXES, Library

ROUTE = "/docs"
MOST_LISTED = 5_000
HIGH, MEDIUM, LOW = "high", "medium", "low"
IMPORTANT = ("index", "overview", "runbook")
_SCHEME = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")
_INDEX_NAMES = ("index", "readme")


class LinkCheck:
    """All documents, and what can be linked to in each."""

    def __init__(self, library: Library, files: list[FileFacts]) -> None:
        self._library, self._files = library, files
        self._anchors = {file.rel_path: frozenset(file.facts.get("anchors", ())) for file in files}
        self._routes = {route_of(file.rel_path, None): file.rel_path for file in files}
        self._routes |= {route_of(file.rel_path, file.facts.get("slug")): file.rel_path for file in files}

    def summarise(self) -> dict[str, Any]:
        """Counts of links, and the broken ones."""
        external = total = 0
        broken: list[dict[str, Any]] = []
        for file in self._files:
            links = file.facts.get("links", ())
            total += len(links)
            external += sum(1 for _, _, url in links if _SCHEME.match(url))
            broken += self._broken_in(file)
        by_priority = Counter(str(link["priority"]) for link in broken)
        return {
            "total_links": total,
            "internal_links": total - external,
            "external_links": external,
            "broken_links": len(broken),
            "broken_by_priority": {name: by_priority.get(name, 0) for name in (HIGH, MEDIUM, LOW)},
            "broken_links_list": broken[:MOST_LISTED],
        }

    def _broken_in(self, file: FileFacts) -> Iterator[dict[str, Any]]:
        for line, text, url in file.facts.get("links", ()):
            error = self.fault_of(file, url)
            if error:
                priority = priority_of(file, anchor_only=error.startswith("Anchor"))
                link = {"file": file.rel_path, "line": line, "text": text, "url": url}
                yield {**link, "error": error, "priority": priority}

    def fault_of(self, file: FileFacts, url: str) -> str | None:
        """What is wrong with a link; None for a good one and for what is not checked."""
        if _SCHEME.match(url):
            return None
        target, _, anchor = url.partition("#")
        target = unquote(target.partition("?")[0])
        if not target and not url.startswith("#"):
            return "Link has no target"
        if target.startswith("/") and not target.startswith(ROUTE + "/") and target != ROUTE:
            return None  # a file the site serves beside the documentation
        name = self._find(file, target) if target else file.rel_path
        if name is None:
            return "File not found"
        if anchor and name in self._anchors and unquote(anchor) not in self._anchors[name] and anchor != "top":
            return f"Anchor not found: #{unquote(anchor)}"
        return None

    def _find(self, file: FileFacts, target: str) -> str | None:
        """The document or file a target means, empty for one that is outside or is no document."""
        if target.startswith("/"):
            return self._routes.get(target.rstrip("/") or ROUTE)
        beside = self._beside(file, target)
        if beside is not None:
            return beside
        # Sites also read a relative link from the address of the page, as if the page were a folder.
        page = route_of(file.rel_path, file.facts.get("slug"))
        return self._routes.get(posixpath.normpath(posixpath.join(page, target)))

    def _beside(self, file: FileFacts, target: str) -> str | None:
        place = Path(os.path.normpath(self._library.place_of(file.rel_path).parent / target))
        if not place.is_relative_to(self._library.boundary):
            return ""
        name = self._library.name_of(place) or ""
        indexes = [posixpath.join(name, index) for index in ("index", "README")]
        for candidate in (name, *(stem + suffix for stem in (name, *indexes) for suffix in SUFFIXES)):
            if candidate in self._anchors:
                return candidate
        try:
            return "" if place.exists() else None
        except (OSError, ValueError):
            return None  # a name no file can have


def route_of(rel_path: str, slug: str | None) -> str:
    """The address of a document on the site: folders and name, or what its slug says."""
    stem = without_suffix(rel_path)
    folder, name = posixpath.split(stem)
    if name.lower() in _INDEX_NAMES:
        stem = folder
    if slug:
        stem = slug if slug.startswith("/") else posixpath.join(folder, slug)
    return posixpath.normpath(f"{ROUTE}/{stem.strip('/')}").rstrip("/")


def priority_of(file: FileFacts, *, anchor_only: bool) -> str:
    """How much a broken link matters."""
    stem = posixpath.basename(without_suffix(file.rel_path)).lower()
    if file.type in IMPORTANT or stem in IMPORTANT:
        return HIGH
    return LOW if anchor_only else MEDIUM
