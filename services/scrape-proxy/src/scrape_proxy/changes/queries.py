"""SQL of the copies that pages are compared with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from suite.database import Connection
from suite.ids import uuid7

KEPT_DAYS = 90
MOST_COPIES = 10_000
SELECT_COPY = """
    SELECT text_hash, markdown, scraped_at FROM page_copies
     WHERE user_id = %(user_id)s AND copy_key = %(key)s FOR UPDATE
"""
STORE_COPY = """
    INSERT INTO page_copies (id, user_id, copy_key, text_hash, markdown, scraped_at, created_at, updated_at)
    VALUES (%(id)s, %(user_id)s, %(key)s, %(hash)s, %(markdown)s, clock_timestamp(), now(), clock_timestamp())
    ON CONFLICT ON CONSTRAINT uq_page_copies_user_id_copy_key
    DO UPDATE SET text_hash = excluded.text_hash, markdown = excluded.markdown, scraped_at = excluded.scraped_at,
                  updated_at = excluded.updated_at
"""
# A caller's oldest copies make room; a few at a time, since one was added.
DELETE_BEYOND = """
    DELETE FROM page_copies
     WHERE id = ANY (ARRAY(SELECT id FROM page_copies WHERE user_id = %(user_id)s
                            ORDER BY updated_at DESC, id DESC OFFSET %(most)s LIMIT 20 FOR UPDATE SKIP LOCKED))
"""
DELETE_OLD = """
    DELETE FROM page_copies
     WHERE id = ANY (ARRAY(SELECT id FROM page_copies WHERE updated_at < now() - %(days)s * interval '1 day'
                            LIMIT 1000 FOR UPDATE SKIP LOCKED))
"""


@dataclass(frozen=True, slots=True)
class PageCopy:
    """A page to compare with: under which key, the hash of its whole text, and the text as far as it is stored."""

    key: bytes
    text_hash: bytes
    markdown: str


@dataclass(frozen=True, slots=True)
class PreviousCopy:
    """What is stored of a page, and when it was read."""

    text_hash: bytes
    markdown: str
    scraped_at: datetime


def select_copy(connection: Connection, user_id: UUID, key: bytes) -> PreviousCopy | None:
    """The copy under that key, None without one."""
    row = connection.row(SELECT_COPY, {"user_id": str(user_id), "key": key})
    return PreviousCopy(bytes(row[0]), row[1], row[2]) if row else None


def store_copy(connection: Connection, user_id: UUID, copy: PageCopy) -> None:
    """This is the page from now on; the caller's oldest copies go where there are too many."""
    values = {"key": copy.key, "hash": copy.text_hash, "markdown": copy.markdown}
    connection.run(STORE_COPY, {"id": str(uuid7()), "user_id": str(user_id), **values})
    connection.run(DELETE_BEYOND, {"user_id": str(user_id), "most": MOST_COPIES})


def delete_old_copies(connection: Connection) -> int:
    """Forget copies nobody compared with for a long time; how many."""
    return connection.run(DELETE_OLD, {"days": KEPT_DAYS})
