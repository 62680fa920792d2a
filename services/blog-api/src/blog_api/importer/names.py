"""From the names of a post to records of the blog: found again, or made under a slug that no other name has."""

from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from blog_api.importer import queries
from suite.database import Connection
from suite.text.folding import words_of
from suite.text.slugs import slug_of

FALLBACK = {"categories": "categoria", "tags": "tag"}


class Names:
    """The names of one import. `slugs` are those the folder's own blog file lists, which its posts may use."""

    def __init__(self, blog_file: Mapping[str, Any] | None = None) -> None:
        self._slugs = {
            table: {
                str(record.get("slug")) for record in (blog_file or {}).get(table) or () if isinstance(record, dict)
            }
            for table in FALLBACK
        }

    def find(self, connection: Connection, table: str, blog_id: int, name: str) -> tuple[int, str | None]:
        """The id of a category's or tag's record, and what is worth telling about it."""
        found = queries.select_named(connection, table, blog_id, name)
        exact = [row for row in found if row[1] == name]
        listed = [row for row in found if row[2] == name and name in self._slugs[table]]
        if exact or listed:
            return (exact or listed)[0][0], None
        for row_id, known, slug in found:
            # The same but for case and its form in Unicode, or the slug that this very name makes; never just any
            # name's slug.
            if normalize("NFC", known).lower() == normalize("NFC", name).lower() or (
                slug == name and words_of(known) == words_of(name)
            ):
                return row_id, f"{name} is taken for {known}"
        plain = slug_of(name, fallback=FALLBACK[table])
        row_id, slug = queries.insert_named(connection, table, blog_id, name, plain)
        return row_id, f"{name} gets the slug {slug}: {plain} is another's" if slug != plain else None
