"""The verdict on a scrape: new, same, changed or removed, against the copy its caller's last scrape left."""

from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from scrape_proxy.changes.queries import select_copy, store_copy
from scrape_proxy.changes.wishes import FORMAT, ChangeWish
from scrape_proxy.pages.lanes import ORDINARY
from suite.bounded import OutOfTime, TooCostly
from suite.database import Database
from suite.dates import wire_date

# Of a longer page the beginning is stored; whether it changed is told by its hash.
MOST_CHARACTERS = 1_000_000
REMOVED_STATUSES = (404, 410)
# What decides which text of a page is compared.
SHOWING = ("url", "onlyMainContent", "includeTags", "excludeTags", "mobile", "languages", "waitFor", "actions")
TOO_LARGE = "The changes are too many to be shown line by line"


class ChangeTracking:
    """The copies of one process's callers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def judge(self, data: bytes, fields: dict[str, Any], user_id: UUID) -> bytes:
        """`data` of a scrape with the member `changeTracking`; the page is the copy to compare with from now on."""
        made: dict[str, Any] = orjson.loads(data)
        wish = ChangeWish(**fields["tracking"])
        markdown = str(made.get("markdown", ""))
        key, text_hash = copy_key(fields, wish), sha256(markdown.encode()).digest()
        removed = (made.get("metadata") or {}).get("statusCode") in REMOVED_STATUSES
        with self._database.transaction({"app.user_id": str(user_id)}) as connection:
            copy = select_copy(connection, user_id, key)
            if not removed:
                store_copy(connection, user_id, key, text_hash, markdown[:MOST_CHARACTERS])
        status = "removed" if removed and copy else "new" if copy is None else "same"
        if copy and not removed and copy[0] != text_hash:
            status = "changed"
        verdict: dict[str, Any] = {
            "previousScrapeAt": wire_date(copy[2]) if copy else None,
            "changeStatus": status,
            "visibility": "visible",
        }
        if copy and wish.diff and status == "changed":
            verdict |= difference(made, copy[1], markdown[:MOST_CHARACTERS])
        return orjson.dumps({**made, FORMAT: verdict})


def copy_key(fields: dict[str, Any], wish: ChangeWish) -> bytes:
    """The same for scrapes of one page that are to be compared."""
    shown = {name: fields[name] for name in SHOWING if name in fields}
    return sha256(orjson.dumps([wish.tag, shown], option=orjson.OPT_SORT_KEYS)).digest()


def difference(made: dict[str, Any], before: str, after: str) -> dict[str, Any]:
    """`diff`, or a warning on the page where comparing takes too much."""
    try:
        return {"diff": ORDINARY.run("compare_texts", before, after)}
    except (OutOfTime, TooCostly):
        made["warning"] = "; ".join(filter(None, (made.get("warning"), TOO_LARGE)))
        return {}
