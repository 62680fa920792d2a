"""A row of a dump as the values of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from blog_api.articles.editing_rules import DRAFT, PUBLISHED, SCHEDULED
from blog_api.articles.markup import MarkupRefused
from blog_api.articles.untrusted import clean_html
from blog_api.importer.dump.tables import ARTICLES, BLOGS, DUMP_TABLES, USERS, DumpTable
from suite.imports import BadValue, ImportRow, open_text, read_csv

Cells = Mapping[str, str | None]
LARGEST_CELL = 4_000_000
EMPTY = ("", "NULL")
# Left to the table where the dump does not say.
DATED = frozenset({"created_at", "updated_at", "published_at", "subscribed_at"})


class BadRow(Exception):
    """A row that is not imported; the text says why."""


@dataclass(frozen=True, slots=True)
class DumpScope:
    """What of a dump is wanted: everything, or one blog and the people in it."""

    blog_id: int | None
    people: frozenset[str]

    def holds(self, table: DumpTable, cells: Cells) -> bool:
        """Whether a row belongs to it, as far as the row itself tells."""
        if self.blog_id is None:
            return True
        if table is USERS:
            return cells.get("id") in self.people
        blog = cells.get("id" if table is BLOGS else "blogId")
        return blog is None or blog == str(self.blog_id)


def read_rows(path: Path) -> Iterator[ImportRow]:
    """The records of a file of the dump, empty cells None."""
    with open_text(path) as file:
        for row in read_csv(file, largest_cell=LARGEST_CELL):
            cells = {name: None if cell in EMPTY else cell for name, cell in row.content.items()}
            yield replace(row, content=cells)


def read_scope(folder: Path, blog_id: int | None) -> DumpScope:
    """The scope of an import; people are those the rows of the blog name."""
    people: set[str | None] = set()
    if blog_id is not None:
        for table in DUMP_TABLES:
            path = folder / table.path
            for row in read_rows(path) if path.is_file() else ():
                blog = row.content.get("id" if table is BLOGS else "blogId")
                if blog == str(blog_id):
                    people |= {row.content.get("userId"), row.content.get("ownerId")}
    return DumpScope(blog_id, frozenset(person for person in people if person))


def values_of(table: DumpTable, cells: Cells, *, trust_html: bool) -> dict[str, Any]:
    """Our columns; BadRow names the column that breaks a rule. Columns the file does not have are left alone."""
    values: dict[str, Any] = {}
    for old, (name, read) in table.columns.items():
        try:
            values[name] = read(cells.get(old))
        except BadValue as error:
            raise BadRow(f"{old} {error}") from None
    values = {name: value for name, value in values.items() if value is not None or name not in DATED}
    return article_values(values, trust_html=trust_html) if table is ARTICLES else values


def article_values(values: dict[str, Any], *, trust_html: bool) -> dict[str, Any]:
    """An article whose HTML may be shown, in the state its date and its flag come to."""
    dated = values.get("published_at") or values.get("created_at") or datetime.now(UTC)
    visible = SCHEDULED if dated > datetime.now(UTC) else PUBLISHED
    try:
        content = values["content"] if trust_html else clean_html(values["content"])
    except MarkupRefused as error:
        raise BadRow(f"content: {error}") from error
    return {**values, "published_at": dated, "content": content, "state": visible if values["state"] else DRAFT}
