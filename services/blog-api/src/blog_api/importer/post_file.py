"""One file that is read as a post: its head, its body, where it lies, and what is told of it."""

import re
from datetime import datetime, tzinfo
from pathlib import Path

from blog_api.importer.fields import Fields
from blog_api.importer.generators import HUGO, MKDOCS
from blog_api.importer.inheritance import DRAFTS
from blog_api.importer.sections import Sections
from suite.text.front_matter import Head

_HEADING = re.compile(r"\s*+#[ \t]++(?P<line>[^\n]*+)\n?")
_DATED = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})-(?P<slug>.+)\Z", re.DOTALL)
_FOLDERS = re.compile(r"(?:.*/)?(?P<date>\d{4}/\d{1,2}/\d{1,2})[/-](?P<slug>[^/]+)\Z", re.DOTALL)


class PostFile:
    """A file being read; `remarks` grow as it is. `heading` is the first one where the head has no title."""

    def __init__(self, path: Path, head: Head, sections: Sections, now: datetime, zone: tzinfo) -> None:
        self.path, self.sections, self.now, self.zone = path, sections, now, zone
        self.fields = Fields(head, sections.inherited(path))
        self.is_html = path.suffix.lower() == ".html"
        self.in_drafts = DRAFTS in path.parts
        # Jekyll takes a text for names between blanks, others for one name.
        self.splits_names = sections.site.generator not in (HUGO, MKDOCS) and not is_toml(head)
        self.heading, self.body = self._split_heading(head)
        self.date, self.name = name_parts(path)
        self.remarks: list[tuple[int, str]] = []

    def remark(self, text: str, *names: str) -> None:
        """Tell what is not shown as it stands in the file."""
        self.remarks.append((self.fields.line_of(*names) if names else 1, text))

    def _split_heading(self, head: Head) -> tuple[str, str]:
        """The first heading where the head has no title (Docusaurus, MkDocs), and the body without it."""
        found = None if self.is_html or self.fields.text("title", longest=300) else _HEADING.match(head.body)
        return (heading_text(found["line"]), head.body[found.end() :]) if found else ("", head.body)


def is_toml(head: Head) -> bool:
    """Whether a head was TOML or JSON: their written forms are not known."""
    return bool(head.values) and not head.written.lines


def name_parts(path: Path) -> tuple[str | None, str]:
    """Date and slug in a name; of `2024-01-31-a-post/index.md` the folder counts, of `2024/01/31/a.md` three do."""
    name = path.parent.name if path.stem == "index" else path.stem
    if dated := _DATED.match(name):
        return dated["date"], dated["slug"]
    place = path.parent if path.stem == "index" else path.with_suffix("")
    dated = _FOLDERS.fullmatch(place.as_posix())
    return (dated["date"].replace("/", "-"), dated["slug"]) if dated else (None, name)


def heading_text(line: str) -> str:
    """What a heading says, without the blanks and the signs that may close it."""
    text = line.rstrip(" \t")
    unclosed = text.rstrip("#")
    return unclosed.rstrip(" \t") if unclosed.endswith((" ", "\t")) else text
