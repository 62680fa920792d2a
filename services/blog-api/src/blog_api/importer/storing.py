"""Posts into a blog: made, brought up to date, or found to be the same already."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2
import yaml

from blog_api.articles import editing_queries, revision_queries
from blog_api.articles.announcing import announce
from blog_api.articles.editing_rules import PUBLISHED, Article
from blog_api.importer import queries
from blog_api.importer.posts import Post, post_files, read_post
from blog_api.keeping import content_changes
from suite.auth.identity import SYSTEM_USER_ID, user_uuid
from suite.database import Connection, ConstraintViolated, Database
from suite.errors import Unavailable
from suite.text.front_matter import FrontMatterError

logger = logging.getLogger(__name__)

BLOG_FILE = "_blog.yml"
IMPORTER = "importer"
CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"


@dataclass
class ImportReport:
    """How many posts ended how; `failures` are `file:line: reason`."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failures: list[str] = field(default_factory=list)

    def count(self, outcome: str) -> None:
        """One post more."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def summary(self) -> str:
        """One line."""
        return (
            f"{self.created} created, {self.updated} updated, {self.unchanged} unchanged, {len(self.failures)} failed"
        )


class DryRun(Exception):
    """Ends a transaction that must leave nothing."""


def import_folder(
    database: Database,
    folder: Path,
    blog_id: int,
    *,
    dry_run: bool = False,
    only_new: bool = False,
    site_url: str | None = None,
) -> ImportReport:
    """Every post below a folder, one transaction each; a broken file is reported and skipped.

    With `only_new` an article that exists stays as its editors left it. With `site_url`, the site of blogs without a
    domain, articles that readers see from now on are told to the event bus.
    """
    report = ImportReport()
    now = datetime.now(UTC)
    if (folder / BLOG_FILE).is_file() and not dry_run:
        with database.transaction({"app.blog_id": str(blog_id)}) as connection:
            if not (only_new and queries.has_articles(connection, blog_id)):
                content_changes(connection, blog_id)
                store_records(connection, blog_id, yaml.safe_load((folder / BLOG_FILE).read_text(encoding="utf-8")))
    taken: dict[str, str] = {}
    for path in post_files(folder):
        name = str(path.relative_to(folder))
        try:
            post = read_post(path, now)
            if post.slug in taken:
                raise FrontMatterError(1, f"slug {post.slug} belongs to {taken[post.slug]} already")
            taken[post.slug] = name
            report.count(import_post(database, blog_id, post, dry_run=dry_run, only_new=only_new, site_url=site_url))
        except FrontMatterError as error:
            report.failures.append(f"{name}:{error.line}: {error.reason}")
        except ConstraintViolated as error:
            report.failures.append(f"{name}:1: refused by {error.constraint}")
        except (Unavailable, psycopg2.OperationalError):
            # It is not the file: every other one would fail the same way.
            raise
        except Exception as error:
            logger.exception("post not imported", extra={"file": name})
            report.failures.append(f"{name}:1: {describe(error)}")
    return report


def describe(error: Exception) -> str:
    """What is wrong with a file that broke a rule nobody thought of, in one line."""
    if isinstance(error, psycopg2.Error) and error.diag.message_primary:
        return error.diag.message_primary
    told = str(error).splitlines()
    return f"{type(error).__name__}: {told[0][:200]}" if told else type(error).__name__


def import_post(
    database: Database, blog_id: int, post: Post, *, dry_run: bool, only_new: bool, site_url: str | None
) -> str:
    """One post in a transaction of its own."""
    outcome = ""
    try:
        with database.transaction({"app.blog_id": str(blog_id)}) as connection:
            outcome = store_post(connection, blog_id, post, only_new=only_new, site_url=site_url)
            if outcome != UNCHANGED:
                content_changes(connection, blog_id)
            if dry_run:
                raise DryRun
    except DryRun:
        pass
    return outcome


def store_post(
    connection: Connection, blog_id: int, post: Post, *, only_new: bool = False, site_url: str | None = None
) -> str:
    """Store a post under its slug; whether it was made, changed or the same."""
    article_id = queries.select_article_id(connection, blog_id, post.slug)
    if article_id is not None and only_new:
        return UNCHANGED
    article = article_of(connection, blog_id, post)
    if article_id is None:
        owner = user_uuid(SYSTEM_USER_ID)
        article_id = editing_queries.insert_article(connection, blog_id, article, user_id=IMPORTER, owner=owner)
        queries.update_counts(connection, blog_id, article_id, post.views, post.likes)
        revision_queries.insert_revision(connection, blog_id, article_id, 1, article, user_id=IMPORTER)
        if site_url:
            announce(connection, blog_id, article_id, site_url)
        return CREATED
    found = editing_queries.lock_article(connection, blog_id, article_id)
    if found and found[0] == article:
        return UNCHANGED
    version = editing_queries.update_article(connection, blog_id, article_id, article, user_id=IMPORTER)
    revision_queries.insert_revision(connection, blog_id, article_id, version, article, user_id=IMPORTER)
    if site_url and found and found[0].state != PUBLISHED:
        announce(connection, blog_id, article_id, site_url)
    return UPDATED


def article_of(connection: Connection, blog_id: int, post: Post) -> Article:
    """The post with its names looked up in the blog; what is missing is made."""
    return Article(
        title=post.title,
        slug=post.slug,
        category_id=queries.find_category(connection, blog_id, post.category),
        author_id=queries.find_author(connection, blog_id, post.author),
        published_at=post.published_at,
        content=post.content,
        description=post.description,
        state=post.state,
        image_url=post.image_url,
        image_alt=post.image_alt,
        type=post.type,
        keywords=post.keywords,
        metadata=post.metadata,
        source=post.source,
        tags=sorted({queries.find_tag(connection, blog_id, name) for name in post.tags}),
    )


def store_records(connection: Connection, blog_id: int, given: dict[str, Any]) -> None:
    """Authors, categories and tags of a blog file."""
    for table in ("authors", "categories", "tags"):
        for record in given.get(table, []):
            queries.upsert_record(connection, table, blog_id, record)
    for category in given.get("categories", []):
        if category.get("parent"):
            queries.update_parent(connection, blog_id, category["slug"], category["parent"])
