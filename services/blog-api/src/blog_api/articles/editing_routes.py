"""/api/admin/articles."""

from flask import Blueprint

from blog_api.articles import editing_queries as queries
from blog_api.articles import revision_queries
from blog_api.articles.changes import (
    NOUN,
    audited,
    change_article,
    create_article,
    lock_article,
    may_see,
    require,
)
from blog_api.articles.editing_rules import ARCHIVED, DRAFT, clean, restored_values
from blog_api.articles.editing_schemas import (
    ArticlePatchSchema,
    EditListQuery,
    EditListSchema,
    NewArticleSchema,
)
from blog_api.articles.replies import (
    EditedArticleSchema,
    EditedArticleSummarySchema,
    RevisionSchema,
    RevisionSummarySchema,
)
from blog_api.editing.audit import DELETED, RESTORED, UPDATED, record_change
from blog_api.editing.replies import MODIFIED, REFUSED, RecordGoneSchema, done_reply, list_reply, record_reply
from blog_api.editing.roles import ADMIN, AUTHOR, EDITOR, Editor, open_editing
from blog_api.editing.schemas import EditPageSchema, record_id
from blog_api.errors import ArticleNotFound, InvalidTransition, RecordNotFound
from blog_api.inputs import BlogQuerySchema
from blog_api.replies import page_of
from blog_api.settings import BlogCall
from suite.database import Connection
from suite.http import READER, Reply, endpoint, json_reply
from suite.http.fields.reply import data_of

MAX_BODY_BYTES = 3_000_000
MAY_BE_REFUSED = {**REFUSED, 409: "Refused", **MODIFIED}
CHANGED = {200: ("Changed", data_of(EditedArticleSchema)), **MAY_BE_REFUSED}

article_editing = Blueprint("article_editing", __name__)


@article_editing.get("")
@endpoint(
    READER,
    "Articles in every state, last changed first",
    query=EditListSchema(),
    replies={200: ("One page", page_of(EditedArticleSummarySchema)), **REFUSED},
)
def list_articles(call: BlogCall) -> Reply:
    query: EditListQuery = call.query
    editor = open_editing(call, AUTHOR)
    with call.read() as connection:
        total, array = queries.select_edit_page(
            connection,
            editor.blog_id,
            state=query.state,
            search=query.search or None,
            created_by=None if editor.may(EDITOR) else editor.user_id,
            rows=query.limit,
            offset=query.offset,
        )
    return list_reply(query, total, array)


@article_editing.post("")
@endpoint(
    READER,
    "Write an article",
    query=BlogQuerySchema(),
    body=NewArticleSchema(),
    max_body_bytes=MAX_BODY_BYTES,
    headers=("ETag",),
    replies={201: ("Created", data_of(EditedArticleSchema)), **REFUSED, 409: "The slug is taken"},
)
def create(call: BlogCall) -> Reply:
    editor = open_editing(call, AUTHOR)
    given = clean(call.body)
    with call.transaction() as connection:
        article = create_article(connection, call, editor, given)
    return record_reply(article, 201)


@article_editing.get("/<article_id>")
@endpoint(
    READER,
    "One article in any state",
    query=BlogQuerySchema(),
    headers=("ETag",),
    replies={200: ("It", data_of(EditedArticleSchema)), **REFUSED},
)
def show(call: BlogCall, article_id: str) -> Reply:
    editor = open_editing(call, AUTHOR)
    with call.read() as connection:
        return record_reply(read_article(connection, editor, record_id(article_id)))


@article_editing.put("/<article_id>", endpoint="put_article")
@article_editing.patch("/<article_id>")
@endpoint(
    READER,
    "Change an article, its state, its tags",
    query=BlogQuerySchema(),
    body=ArticlePatchSchema(),
    max_body_bytes=MAX_BODY_BYTES,
    replies=CHANGED,
)
def change(call: BlogCall, article_id: str) -> Reply:
    editor = open_editing(call, AUTHOR)
    changes = clean(call.body)
    with call.transaction() as connection:
        article = change_article(connection, call, editor, record_id(article_id), changes, UPDATED)
    return record_reply(article)


@article_editing.delete("/<article_id>")
@endpoint(
    READER,
    "Delete a draft or an archived article",
    query=BlogQuerySchema(),
    replies={200: ("Deleted", RecordGoneSchema()), **MAY_BE_REFUSED},
)
def delete(call: BlogCall, article_id: str) -> Reply:
    editor = open_editing(call, ADMIN)
    identifier = record_id(article_id)
    with call.transaction() as connection:
        article, _ = lock_article(connection, call, editor, identifier)
        if article.state not in (DRAFT, ARCHIVED):
            raise InvalidTransition(article.state, "deleted")
        queries.delete_article(connection, editor.blog_id, identifier)
        record_change(connection, call, editor.blog_id, NOUN, identifier, DELETED, old=audited(article))
    return done_reply()


@article_editing.get("/<article_id>/revisions")
@endpoint(
    READER,
    "Kept versions, newest first",
    query=EditPageSchema(),
    replies={200: ("One page", page_of(RevisionSummarySchema)), **REFUSED},
)
def list_revisions(call: BlogCall, article_id: str) -> Reply:
    editor = open_editing(call, AUTHOR)
    identifier = record_id(article_id)
    with call.read() as connection:
        read_article(connection, editor, identifier)
        total, array = revision_queries.select_revisions(
            connection, editor.blog_id, identifier, rows=call.query.limit, offset=call.query.offset
        )
    return list_reply(call.query, total, array)


@article_editing.get("/<article_id>/revisions/<version>")
@endpoint(
    READER, "One kept version", query=BlogQuerySchema(), replies={200: ("It", data_of(RevisionSchema)), **REFUSED}
)
def show_revision(call: BlogCall, article_id: str, version: str) -> Reply:
    editor = open_editing(call, AUTHOR)
    identifier = record_id(article_id)
    with call.read() as connection:
        read_article(connection, editor, identifier)
        snapshot = revision_queries.select_revision(connection, editor.blog_id, identifier, record_id(version))
    if snapshot is None:
        raise RecordNotFound()
    return json_reply({"success": True, "data": {"version": int(version), **snapshot}})


@article_editing.post("/<article_id>/revisions/<version>/restore")
@endpoint(READER, "Bring back text, tags, category and author of a version", query=BlogQuerySchema(), replies=CHANGED)
def restore_revision(call: BlogCall, article_id: str, version: str) -> Reply:
    editor = open_editing(call, AUTHOR)
    identifier = record_id(article_id)
    with call.transaction() as connection:
        snapshot = revision_queries.select_revision(connection, editor.blog_id, identifier, record_id(version))
        if snapshot is None:
            raise RecordNotFound()
        article = change_article(connection, call, editor, identifier, restored_values(snapshot), RESTORED)
    return record_reply(article)


def read_article(connection: Connection, editor: Editor, article_id: int) -> dict[str, object]:
    """An article this editor may see, or ArticleNotFound."""
    article = require(queries.select_edit(connection, editor.blog_id, article_id))
    if not may_see(editor, article["createdBy"]):
        raise ArticleNotFound()
    return article
