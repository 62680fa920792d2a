"""Writing an article: judged, stored with its tags, kept as a revision, told to the audit log."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from blog_api.articles import editing_queries as queries
from blog_api.articles import revision_queries
from blog_api.articles.announcements import announce
from blog_api.articles.editing_rules import PUBLISHED, Article, changed_article, default_description
from blog_api.editing.audit import CREATED, record_change
from blog_api.editing.replies import require_match
from blog_api.editing.roles import EDITOR, Editor
from blog_api.errors import ArticleNotFound, SlugTaken, UnknownReference
from blog_api.settings import BlogCall
from suite.database import Connection, violating
from suite.text.slugs import slug_of

NOUN = "article"
REFERENCES = {
    "fk_articles_categories": "categoryId",
    "fk_articles_authors": "authorId",
    "fk_article_tags_tags": "tags",
}


@contextmanager
def refusing() -> Iterator[None]:
    """What the database refuses becomes what the editor is told."""
    with ExitStack() as stack:
        stack.enter_context(violating("uq_articles_blog_id_slug", SlugTaken()))
        for constraint, name in REFERENCES.items():
            stack.enter_context(violating(constraint, UnknownReference(name)))
        yield


def create_article(connection: Connection, call: BlogCall, editor: Editor, given: dict[str, Any]) -> dict[str, Any]:
    """A new article as editors read it."""
    now = queries.select_now(connection)
    slug = given.get("slug") or queries.select_free_slug(
        connection, editor.blog_id, slug_of(given["title"], fallback="artigo")
    )
    blank = Article(given["title"], slug, given["category_id"], given["author_id"], now)
    article = changed_article(blank, given, editor, now)
    if "description" not in given:
        article = changed_article(article, {"description": default_description(article.content)}, editor, now)
    with refusing():
        article_id = queries.insert_article(
            connection, editor.blog_id, article, user_id=editor.user_id, owner=call.identity.uuid
        )
    revision_queries.insert_revision(connection, editor.blog_id, article_id, 1, article, user_id=editor.user_id)
    record_change(connection, call, editor.blog_id, NOUN, article_id, CREATED, new=audited(article))
    if article.state == PUBLISHED:
        announce(connection, editor.blog_id, article_id, call.service.settings.site_url)
    return require(queries.select_edit(connection, editor.blog_id, article_id))


def change_article(
    connection: Connection, call: BlogCall, editor: Editor, article_id: int, changes: dict[str, Any], action: str
) -> dict[str, Any]:
    """The article's next version as editors read it."""
    old, _ = lock_article(connection, call, editor, article_id)
    article = changed_article(old, changes, editor, queries.select_now(connection))
    with refusing():
        version = queries.update_article(connection, editor.blog_id, article_id, article, user_id=editor.user_id)
    if article.slug != old.slug:
        queries.remember_slug(connection, editor.blog_id, article_id, old.slug, article.slug)
    revision_queries.insert_revision(connection, editor.blog_id, article_id, version, article, user_id=editor.user_id)
    before, after = audited(old), audited(article)
    changed = {name for name in after if before[name] != after[name]}
    record_change(
        connection,
        call,
        editor.blog_id,
        NOUN,
        article_id,
        action,
        old={name: before[name] for name in sorted(changed)},
        new={name: after[name] for name in sorted(changed)},
    )
    if article.state == PUBLISHED and old.state != PUBLISHED:
        announce(connection, editor.blog_id, article_id, call.service.settings.site_url)
    return require(queries.select_edit(connection, editor.blog_id, article_id))


def lock_article(connection: Connection, call: BlogCall, editor: Editor, article_id: int) -> tuple[Article, int]:
    """The article in the version the client names; to an author, what others wrote does not exist."""
    found = queries.lock_article(connection, editor.blog_id, article_id)
    if found is None or not may_see(editor, found[2]):
        raise ArticleNotFound()
    article, version, _ = found
    require_match(call, version)
    return article, version


def may_see(editor: Editor, created_by: str) -> bool:
    """Editors see every article, authors their own."""
    return editor.may(EDITOR) or created_by == editor.user_id


def audited(article: Article) -> dict[str, Any]:
    """What the audit log keeps of a version; bodies are in the revisions."""
    snapshot = article.snapshot()
    return {name: value for name, value in snapshot.items() if name not in ("content", "source")}


def require(article: dict[str, Any] | None) -> dict[str, Any]:
    """The article, or ArticleNotFound."""
    if article is None:
        raise ArticleNotFound()
    return article
