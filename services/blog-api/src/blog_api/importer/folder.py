"""Posts into a blog: made, brought up to date, or found to be the same already."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import psycopg2

from blog_api.articles import editing_queries, revision_queries
from blog_api.articles.announcements import announce
from blog_api.articles.editing_rules import PUBLISHED, Article
from blog_api.cached_replies import content_changes
from blog_api.importer import queries
from blog_api.importer.names import Names
from blog_api.importer.posts import Post, read_post
from blog_api.importer.sections import Sections, post_files
from suite.auth.identity import SYSTEM_USER_ID, user_uuid
from suite.database import Connection, ConstraintViolated, Database
from suite.errors import Unavailable
from suite.imports import CREATED, UNCHANGED, UPDATED, ImportReport, describe, leaving_nothing
from suite.text.front_matter import FrontMatterError
from suite.text.slugs import free_slug
from suite.text.yaml import Rules, read_yaml

logger = logging.getLogger(__name__)

BLOG_FILE = "_blog.yml"
BLOG_FILE_RULES = Rules(depth=16, values=1_000_000, unique_keys=False, aliases=False)
IMPORTER = "importer"


@dataclass(frozen=True)
class FolderImport:
    """One run over a folder: `slugs` maps the slugs of this run to their files."""

    database: Database
    blog_id: int
    names: Names
    dry_run: bool
    only_new: bool
    site_url: str | None
    slugs: dict[str, str] = field(default_factory=dict)
    report: ImportReport = field(default_factory=ImportReport)

    def import_post(self, name: str, post: Post) -> None:
        """A post in a transaction of its own, under a slug no other file of the run has."""
        slug = free_slug(post.slug, self.slugs)
        if slug != post.slug:
            self.report.remark(name, 1, f"slug {post.slug} belongs to {self.slugs[post.slug]}, now {slug}")
        self.slugs[slug] = name
        session = {"app.blog_id": str(self.blog_id)}
        opened = leaving_nothing(self.database, session) if self.dry_run else self.database.transaction(session)
        with opened as connection:
            outcome, remarks = self._store(connection, replace(post, slug=slug))
            if outcome != UNCHANGED:
                content_changes(connection, self.blog_id)
        self.report.count(outcome)
        self.report.ignored.update(post.ignored)
        for line, text in post.remarks + [(1, text) for text in remarks]:
            self.report.remark(name, line, text)

    def _store(self, connection: Connection, post: Post) -> tuple[str, list[str]]:
        """Whether it was made, changed or the same, and what is worth telling."""
        blog_id = self.blog_id
        article_id = queries.select_article_id(connection, blog_id, post.slug)
        if article_id is not None and self.only_new:
            return UNCHANGED, []
        article, remarks = article_of(connection, blog_id, post, self.names)
        article_id, outcome = self._write(connection, article_id, article, post)
        if post.modified_at and outcome != UNCHANGED:
            queries.update_moment(connection, blog_id, article_id, post.modified_at)
        former = [slug for slug in post.former if slug != post.slug]
        for slug in queries.insert_former_slugs(connection, blog_id, article_id, former) if former else []:
            remarks.append(f"the older address {slug} leads to another article")
        return outcome, remarks

    def _write(self, connection: Connection, article_id: int | None, article: Article, post: Post) -> tuple[int, str]:
        """The id of the article, and whether it was made, changed or the same."""
        blog_id = self.blog_id
        if article_id is None:
            owner = user_uuid(SYSTEM_USER_ID)
            article_id = editing_queries.insert_article(connection, blog_id, article, user_id=IMPORTER, owner=owner)
            queries.update_counts(connection, blog_id, article_id, post.views, post.likes)
            revision_queries.insert_revision(connection, blog_id, article_id, 1, article, user_id=IMPORTER)
            self._announce(connection, article_id)
            return article_id, CREATED
        found = editing_queries.lock_article(connection, blog_id, article_id)
        if found and found[0] == article:
            return article_id, UNCHANGED
        version = editing_queries.update_article(connection, blog_id, article_id, article, user_id=IMPORTER)
        revision_queries.insert_revision(connection, blog_id, article_id, version, article, user_id=IMPORTER)
        if found and found[0].state != PUBLISHED:
            self._announce(connection, article_id)
        return article_id, UPDATED

    def _announce(self, connection: Connection, article_id: int) -> None:
        if self.site_url:
            announce(connection, self.blog_id, article_id, self.site_url)


def import_folder(
    database: Database,
    folder: Path,
    blog_id: int,
    *,
    dry_run: bool = False,
    only_new: bool = False,
    site_url: str | None = None,
    zone: tzinfo | None = None,
) -> ImportReport:
    """Every post below a folder, one transaction each; a file that fails, however it does, is reported and skipped.

    With `only_new` an article that exists stays as its editors left it. With `site_url`, the site of blogs without a
    domain, articles that readers see from now on are told to the event bus. Dates without an offset are in `zone`, else
    in that of the folder's site. SiteUnreadable when its configuration cannot be read.
    """
    sections = Sections(folder)
    zone = zone or sections.zone()
    blog_file = read_blog_file(folder)
    if blog_file and not dry_run:
        with database.transaction({"app.blog_id": str(blog_id)}) as connection:
            content_changes(connection, blog_id)
            keep = only_new and queries.has_articles(connection, blog_id)
            store_records(connection, blog_id, blog_file, only_new=keep)
    run = FolderImport(database, blog_id, Names(blog_file), dry_run, only_new, site_url)
    now = datetime.now(UTC)
    for path in post_files(folder):
        name = str(path.relative_to(folder))
        if left_out := sections.exclusion(path):
            run.report.remark(name, 1, f"not imported: {left_out}")
            continue
        try:
            run.import_post(name, read_post(path, now, sections=sections, zone=zone))
        except FrontMatterError as error:
            run.report.refuse(name, error.line, error.reason)
        except ConstraintViolated as error:
            run.report.refuse(name, 1, f"refused by {error.constraint}")
        except (Unavailable, psycopg2.OperationalError):
            # It is not the file: every other one would fail the same way.
            raise
        except Exception as error:
            logger.exception("post not imported", extra={"file": name})
            run.report.refuse(name, 1, describe(error))
    return run.report


def article_of(connection: Connection, blog_id: int, post: Post, names: Names) -> tuple[Article, list[str]]:
    """The post with its names looked up in the blog, what is missing made; and what is worth telling about them."""
    category, *found = names.find(connection, "categories", blog_id, post.category)
    remarks = [f"category {remark}" for remark in found if remark]
    tags = set()
    for name in post.tags:
        tag, remark = names.find(connection, "tags", blog_id, name)
        tags.add(tag)
        remarks += [f"tag {remark}"] if remark else []
    article = Article(
        title=post.title,
        slug=post.slug,
        category_id=category,
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
        tags=sorted(tags),
    )
    return article, remarks


def read_blog_file(folder: Path) -> dict[str, Any] | None:
    """Authors, categories and tags of an export; None without one, YamlError when it cannot be read."""
    path = folder / BLOG_FILE
    if not path.is_file():
        return None
    content = read_yaml(path.read_text(encoding="utf-8"), BLOG_FILE_RULES)
    return content if isinstance(content, dict) else {}


def store_records(connection: Connection, blog_id: int, given: Mapping[str, Any], *, only_new: bool = False) -> None:
    """Authors, categories and tags of a blog file; with `only_new` those that exist stay as they are."""
    made = set()
    for table in ("authors", "categories", "tags"):
        for record in given.get(table, []):
            if queries.upsert_record(connection, table, blog_id, record, only_new=only_new):
                made.add(record.get("slug"))
    for category in given.get("categories", []):
        if category.get("parent") and (category["slug"] in made or not only_new):
            queries.update_parent(connection, blog_id, category["slug"], category["parent"])
