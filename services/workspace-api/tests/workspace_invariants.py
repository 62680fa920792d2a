"""What holds of the stored rows whatever happened: items, history and change feed tell the same story."""

from collections import defaultdict
from typing import Any
from uuid import UUID

import psycopg2.extensions

from suite.audit import Sealer, verify_chain
from workspace_api.history.entries import HISTORY, HistoryEntry

Admin = psycopg2.extensions.connection


def select(admin: Admin, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Rows as the administrator sees them."""
    with admin.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def assert_story_is_whole(admin: Admin, user: str) -> None:
    """Chains verify up to the item rows; each entry has its change number, without gap or double."""
    histories = select_histories(admin, user)
    heads = {
        UUID(str(item)): (version, head)
        for item, version, head in select(
            admin, "SELECT id, version, audit_hash FROM workspace_items WHERE user_id = %s", user
        )
    }
    assert heads.keys() <= histories.keys(), "an item without history"
    for item, entries in histories.items():
        version, head = heads.get(item, (None, None))
        verdict = verify_chain(entries, Sealer(None), anchor=None, head=head)
        assert verdict.valid, verdict.problem
        assert version in (None, entries[-1].version)
    assert_feed_is_whole(admin, user, sum(map(len, histories.values())))


def assert_feed_is_whole(admin: Admin, user: str, entries: int) -> None:
    """Change numbers run from 1 to the number of history entries."""
    numbers = [
        number for (number,) in select(admin, "SELECT seq FROM workspace_changes WHERE user_id = %s ORDER BY seq", user)
    ]
    assert numbers == list(range(1, entries + 1))
    assert select(admin, "SELECT last_seq FROM workspace_users WHERE user_id = %s", user) == [(entries,)]


def select_histories(admin: Admin, user: str) -> dict[UUID, list[HistoryEntry]]:
    """Entries of every item of a user, oldest first."""
    rows = select(
        admin,
        f"SELECT {HISTORY.columns} FROM workspace_audit_log WHERE user_id = %s ORDER BY item_id, version",
        user,
    )
    histories: dict[UUID, list[HistoryEntry]] = defaultdict(list)
    for entry in map(HISTORY.entry_of, rows):
        histories[entry.item_id].append(entry)
    return histories


def created_titles(admin: Admin, user: str) -> list[str]:
    """Titles of all created entries, sorted; each must be there as often as it was acknowledged."""
    rows = select(
        admin,
        "SELECT new_values ->> 'title' FROM workspace_audit_log WHERE user_id = %s AND action = 'created'",
        user,
    )
    return sorted(title for (title,) in rows)
