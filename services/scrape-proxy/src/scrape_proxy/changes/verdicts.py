"""The verdict on a page: new, same, changed or removed, against the copy its caller's last scrape left."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from scrape_proxy.changes.queries import PageCopy, PreviousCopy, select_copy, store_copy
from scrape_proxy.changes.wishes import FORMAT, JSON, ChangeWish
from scrape_proxy.crawls.addresses import normalise
from scrape_proxy.errors import ExtractionFailed
from scrape_proxy.pages.lanes import ORDINARY
from scrape_proxy.scrapes.extraction import Extraction, change_wish
from suite.bounded import OutOfTime, TooCostly
from suite.database import Database
from suite.dates import wire_date

# Of a longer page the beginning is stored; whether it changed is told by its hash.
MOST_CHARACTERS = 1_000_000
REMOVED_STATUSES = (404, 410)
# What decides, beside the address, which text of a page is compared.
SHOWING = ("onlyMainContent", "includeTags", "excludeTags", "mobile", "languages", "waitFor", "actions")
TOO_LARGE = "The changes are too many to be shown line by line"
NO_MODEL = f"Ignored, it requires a model: {FORMAT} mode {JSON}"


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page with what it is compared by. It is no copy to compare with once it has been removed."""

    made: dict[str, Any]
    wish: ChangeWish
    copy: PageCopy

    @property
    def removed(self) -> bool:
        """Whether the site says that there is no such page any more."""
        return (self.made.get("metadata") or {}).get("statusCode") in REMOVED_STATUSES

    def warn(self, words: str) -> None:
        """Tell the caller what is missing."""
        self.made["warning"] = "; ".join(filter(None, (self.made.get("warning"), words)))


class ChangeTracking:
    """The copies of one process's callers; `extraction` says what has changed where a model is asked."""

    def __init__(self, database: Database, extraction: Extraction) -> None:
        self._database, self._extraction = database, extraction

    def judge(self, made: dict[str, Any], fields: dict[str, Any], user_id: UUID) -> dict[str, Any]:
        """`made`, a scrape, with the member `changeTracking`; the page is what the next one is compared with."""
        page = page_of(made, fields)
        with self._database.transaction({"app.user_id": str(user_id)}) as connection:
            previous = select_copy(connection, user_id, page.copy.key)
            if not page.removed:
                store_copy(connection, user_id, page.copy)
        return self._judged(page, previous)

    def judge_in_job(
        self, made: dict[str, Any], fields: dict[str, Any], user_id: UUID, session: dict[str, str]
    ) -> tuple[dict[str, Any], PageCopy | None]:
        """The same for a page of a job, and the copy: it is stored where the page itself is, once."""
        page = page_of(made, fields)
        with self._database.transaction(session) as connection:
            previous = select_copy(connection, user_id, page.copy.key)
        return self._judged(page, previous), None if page.removed else page.copy

    def _judged(self, page: ReadPage, previous: PreviousCopy | None) -> dict[str, Any]:
        verdict: dict[str, Any] = {
            "previousScrapeAt": wire_date(previous.scraped_at) if previous else None,
            "changeStatus": status_of(page, previous),
            # Only addresses that somebody named or a page links to are read.
            "visibility": "visible",
        }
        if page.wish.by_model and not self._extraction.can_read:
            page.warn(NO_MODEL)
        if previous and verdict["changeStatus"] == "changed":
            verdict |= self._difference(page, previous.markdown)
        return {**page.made, FORMAT: verdict}

    def _difference(self, page: ReadPage, before: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if page.wish.diff:
            try:
                found["diff"] = ORDINARY.run("compare_texts", before, page.copy.markdown)
            except (OutOfTime, TooCostly):
                page.warn(TOO_LARGE)
        if page.wish.by_model and self._extraction.can_read:
            try:
                comparison = change_wish(page.wish.schema, page.wish.prompt)
                found[JSON] = self._extraction.changes(before, page.copy.markdown, comparison)
            except ExtractionFailed as error:
                page.warn(error.message)
        return found


def status_of(page: ReadPage, previous: PreviousCopy | None) -> str:
    """One of Firecrawl's words."""
    if previous is None:
        return "new"
    if page.removed:
        return "removed"
    return "same" if previous.text_hash == page.copy.text_hash else "changed"


def page_of(made: dict[str, Any], fields: dict[str, Any]) -> ReadPage:
    """What was made of a page, for the fields of its request."""
    wish, markdown = ChangeWish(**fields["tracking"]), str(made.get("markdown", ""))
    key, text_hash = copy_key(fields, wish), sha256(markdown.encode()).digest()
    return ReadPage(made, wish, PageCopy(key, text_hash, markdown[:MOST_CHARACTERS]))


def copy_key(fields: dict[str, Any], wish: ChangeWish) -> bytes:
    """The same for scrapes, crawls and batches whose page is to be compared."""
    shown = {name: fields[name] for name in SHOWING if name in fields}
    shown["url"] = normalise(str(fields["url"]))
    return sha256(orjson.dumps([wish.tag, shown], option=orjson.OPT_SORT_KEYS)).digest()
