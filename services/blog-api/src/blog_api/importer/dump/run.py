"""A dump into the database: a transaction a file, a savepoint a row, so that a bad row spoils nothing else."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psycopg2

from blog_api.articles.announcements import announce
from blog_api.articles.publishing_queries import select_announcement
from blog_api.importer.dump import queries
from blog_api.importer.dump.cells import whole
from blog_api.importer.dump.tables import ARTICLE_TAGS, ARTICLES, COMMENTS, DUMP_TABLES, USERS, DumpTable
from blog_api.importer.dump.values import BadRow, DumpScope, read_rows, read_scope, values_of
from suite.database import Connection, ConstraintViolated, Database
from suite.errors import Unavailable
from suite.imports import (
    CREATED,
    UNCHANGED,
    UPDATED,
    BadValue,
    ImportReport,
    ImportRow,
    UnusableFile,
    describe,
    leaving_nothing,
)

logger = logging.getLogger(__name__)

OUTCOMES = {True: CREATED, False: UPDATED, None: UNCHANGED}


@dataclass
class DumpReport:
    """Reports by file, and what was imported in another way than it stood there, as `file:line: reason`."""

    files: dict[str, ImportReport] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def failures(self) -> list[str]:
        """Refused rows of all files."""
        return [failure for report in self.files.values() for failure in report.failures]

    def summary(self) -> str:
        """One line a file."""
        return "\n".join(f"{name}: {report.summary()}" for name, report in self.files.items()) or "no file of a dump"


def import_dump(
    database: Database,
    folder: Path,
    *,
    site_url: str,
    blog_id: int | None = None,
    trust_html: bool = False,
    dry_run: bool = False,
) -> DumpReport:
    """Every file of a dump that is there, as the owner of the database; again changes nothing.

    Articles that readers can see from now on are told to the event bus, with addresses below `site_url` where their
    blog has no domain. A dry run does all of it in one transaction and takes it back.
    """
    run = DumpImport(folder, read_scope(folder, blog_id), trust_html, site_url)
    tables = [table for table in DUMP_TABLES if (folder / table.path).is_file()]
    if not dry_run:
        for table in tables:
            with database.transaction() as connection:
                run.import_table(connection, table)
        return run.report
    with leaving_nothing(database) as connection:
        for table in tables:
            run.import_table(connection, table)
    return run.report


@dataclass(frozen=True)
class DumpImport:
    """One run over the files of a folder."""

    folder: Path
    scope: DumpScope
    trust_html: bool
    site_url: str
    report: DumpReport = field(default_factory=DumpReport)

    def import_table(self, connection: Connection, table: DumpTable) -> None:
        """The rows of one file, then their parents, then the number of the next row."""
        self.report.files[table.path] = ImportReport()
        try:
            rows = [row for row in read_rows(self.folder / table.path) if self._store(connection, table, row)]
        except UnusableFile as error:
            self._refuse(table, 1, str(error))
            return
        if table.parent:
            for row in rows:
                self._attempt(connection, table, row, partial(self._store_parent, connection, table, row))
        if table.numbered:
            queries.move_sequence(connection, table)

    def _store(self, connection: Connection, table: DumpTable, row: ImportRow) -> bool:
        """One row; False when it is refused or of another blog."""
        if not row.problem and not self.scope.holds(table, row.content):
            return False
        return self._attempt(connection, table, row, lambda: self._write(connection, table, row))

    def _write(self, connection: Connection, table: DumpTable, row: ImportRow) -> bool:
        if row.problem:
            raise BadRow(row.problem)
        values = values_of(table, row.content, trust_html=self.trust_html)
        if table in (ARTICLE_TAGS, COMMENTS):
            values["blog_id"] = queries.select_blog_of_article(connection, values["article_id"])
        # Of one blog alone, an article that is not there may be another blog's.
        if self.scope.blog_id is not None and values.get("blog_id", self.scope.blog_id) != self.scope.blog_id:
            return False
        if values.get("blog_id", 0) is None:
            raise BadRow(f"there is no article {values['article_id']}")
        self._remark(connection, table, row, values)
        was_visible = table is ARTICLES and select_announcement(connection, values["blog_id"], values["id"])
        is_new = queries.upsert_row(connection, table, values)
        if table is ARTICLES and not was_visible:
            announce(connection, values["blog_id"], values["id"], self.site_url)
        self.report.files[table.path].count(OUTCOMES[is_new])
        return True

    def _store_parent(self, connection: Connection, table: DumpTable, row: ImportRow) -> bool:
        try:
            parent = whole()(row.content.get("parentId"))
        except BadValue as error:
            raise BadRow(f"parentId {error}") from None
        return queries.update_parent(connection, table, int(row.content["id"] or 0), parent) > 0

    def _remark(self, connection: Connection, table: DumpTable, row: ImportRow, values: dict[str, Any]) -> None:
        """Give the row a free slug, and tell what is not imported as it stands."""
        if table is USERS and row.content.get("password") and not values["password_hash"]:
            self.report.remarks.append(f"{table.path}:{row.line}: password is no known hash and was left out")
        if table.slugs:
            given, values["slug"] = values["slug"], queries.select_free_slug(connection, table, values)
            if given != values["slug"]:
                self.report.remarks.append(f"{table.path}:{row.line}: slug {given} is taken, now {values['slug']}")

    def _refuse(self, table: DumpTable, line: int, reason: str) -> None:
        self.report.files[table.path].refuse(table.path, line, reason)

    def _attempt(self, connection: Connection, table: DumpTable, row: ImportRow, step: Callable[[], bool]) -> bool:
        """A step that happens as a whole or not at all; why not is told with the row's line."""
        queries.open_row(connection)
        try:
            done = step()
            queries.keep_row(connection)
        except (Unavailable, psycopg2.OperationalError):
            # It is not the row: every other one would fail the same way.
            raise
        except Exception as error:
            if not isinstance(error, BadRow | ConstraintViolated | psycopg2.Error):
                logger.exception("row not imported", extra={"file": table.path, "line": row.line})
            queries.drop_row(connection)
            self._refuse(table, row.line, reason_of(error))
            return False
        return done


def reason_of(error: Exception) -> str:
    """What is wrong with a row, in one line."""
    if isinstance(error, ConstraintViolated):
        return f"refused by {error.constraint}"
    return str(error) if isinstance(error, BadRow) else describe(error)
