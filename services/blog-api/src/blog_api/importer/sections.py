"""What a post has from the site and the folders it lies in: values handed down, categories, authors, drafts."""

import os
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

from blog_api.importer.dates import zone_of
from blog_api.importer.exclusions import exclusions_of
from blog_api.importer.fields import Fields
from blog_api.importer.generators import HUGO, SiteUnreadable, find_site, value_of
from blog_api.importer.inheritance import DRAFTS, POSTS, handed_down, index_of, read_values, site_values
from suite.text.front_matter import FrontMatterError

SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".html"})
AUTHOR_FILES = ("authors.yml", "authors.yaml", ".authors.yml")


def post_files(folder: Path) -> list[Path]:
    """Files that can be posts, in order of their names.

    Names that begin with _ or . are not, but for the folders Jekyll has its posts and drafts in.
    """
    found = [path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file()]
    return sorted(path for path in found if not any(map(is_aside, path.relative_to(folder).parts)))


def is_aside(name: str) -> bool:
    """Whether generators take a file or folder of this name for something else than posts."""
    return (name[0] in "._" and name not in (POSTS, DRAFTS)) or name == "node_modules"


def folder_categories(folder: Path, path: Path) -> list[str]:
    """Folders above `_posts` or `_drafts`: categories to Jekyll."""
    parts = path.relative_to(folder).parts
    for name in (POSTS, DRAFTS):
        if name in parts:
            return list(parts[: parts.index(name)])
    return []


def absolute(path: Path) -> Path:
    """The path from the root; what a link leads to stays where the link is."""
    return Path(os.path.abspath(path))


class Sections:
    """The folders of one import, and the site they belong to; SiteUnreadable."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = find_site(folder)
        self._handed_down = lru_cache(maxsize=10_000)(handed_down)
        self._index = lru_cache(maxsize=10_000)(index_of)
        self._authors = lru_cache(maxsize=10_000)(read_authors)
        self._site_values = list(site_values(self.site))
        self._exclusions = exclusions_of(self.site)

    def inherited(self, path: Path) -> dict[str, Any]:
        """What the site and the sections above a file give it, the nearest one's last."""
        place = self._place(path)
        values: dict[str, Any] = {}
        sections = (one for folder in self._above(path) for one in self._handed_down(folder, self.site.generator))
        for applies, given in (*self._site_values, *sections):
            if applies(place):
                values |= given
        return values

    def exclusion(self, path: Path) -> str | None:
        """Why the generator does not take a file for a post at all."""
        place = self._place(path)
        for name, excludes in self._exclusions:
            if excludes(place):
                return f"{name} of its site leaves it out"
        if self.site.generator == HUGO:
            for bundle in absolute(path).parents:
                if not bundle.is_relative_to(self.site.content) or bundle == self.site.content:
                    break
                if path.stem != "index" and any((bundle / f"index{suffix}").is_file() for suffix in SUFFIXES):
                    return "it belongs to the page of its folder"
        return None

    def hidden_reason(self, path: Path, now: datetime, zone: tzinfo) -> str | None:
        """Why nothing in a section above a file is public."""
        for section in self._above(path):
            if (head := self._index(section)) is None:
                continue
            fields = Fields(head)
            try:
                draft = fields.flag("draft")
                ends, begins = fields.moment("expirydate", zone=zone), fields.moment("publishdate", "date", zone=zone)
            except FrontMatterError as error:
                raise FrontMatterError(1, f"its section {section.name}: {error.reason}") from error
            if draft or (ends and ends <= now) or (begins and begins > now):
                return f"its section {section.name} is {'a draft' if draft else 'not public now'}"
        return None

    def zone(self) -> tzinfo:
        """Where the site's dates without an offset were written; UTC when it does not say."""
        name = value_of(self.site.configuration, "timezone")
        try:
            return zone_of(name) if isinstance(name, str) and name else UTC
        except ValueError as error:
            raise SiteUnreadable(str(error)) from error

    def author(self, path: Path, key: str) -> dict[str, Any]:
        """What the nearest file of authors says of somebody (Docusaurus, MkDocs)."""
        for section in reversed(self._above(path)):
            if key in (known := self._authors(section)):
                return known[key]
        return {}

    def _above(self, path: Path) -> list[Path]:
        """The folders of the site a file is in, from the top."""
        path, content = absolute(path), self.site.content
        above = [folder for folder in path.parents if folder.is_relative_to(content)]
        return above[::-1] or [path.parent]

    def _place(self, path: Path) -> str:
        path = absolute(path)
        return self.site.path_of(path) if path.is_relative_to(self.site.content) else path.name


def read_authors(folder: Path) -> dict[str, dict[str, Any]]:
    """Authors by the keys posts name them with (Docusaurus, MkDocs); none where there is no readable file of them."""
    for name in AUTHOR_FILES:
        if (path := folder / name).is_file():
            try:
                content = read_values(path)
            except FrontMatterError:
                return {}
            authors = content.get("authors", content)
            known = authors.items() if isinstance(authors, dict) else ()
            return {key: value for key, value in known if isinstance(value, dict)}
    return {}
