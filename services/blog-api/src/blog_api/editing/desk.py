"""How people of a blog edit its categories, tags and authors: anybody of it reads, editors write, admins delete."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from marshmallow import EXCLUDE

from blog_api.editing.audit import CREATED, DELETED, UPDATED, record_change
from blog_api.editing.replies import MODIFIED, REFUSED, RecordGoneSchema, done_reply, list_reply, require_match
from blog_api.editing.roles import ADMIN, AUTHOR, EDITOR, open_editing
from blog_api.editing.schemas import EditPageSchema
from blog_api.errors import EmailTaken, RecordNotFound, SlugTaken, StillInUse
from blog_api.inputs import BlogQuerySchema
from blog_api.replies import page_of
from suite.database import Connection, ConstraintViolated
from suite.editing import DELETING, READING, WRITING, Desk, EditedSchema, EditedTable, Writer
from suite.editing.desk import row_schema
from suite.editing.tables import Row
from suite.errors import AppError
from suite.http import READER, Call, Reply, json_reply
from suite.http.etags import strong
from suite.http.fields import reply
from suite.http.fields.reply import data_of
from suite.http.schemas import QuerySchema

ROLES = {READING: AUTHOR, WRITING: EDITOR, DELETING: ADMIN}
CONFLICTS: dict[str, type[AppError]] = {
    "uq_categories_blog_id_slug": SlugTaken,
    "uq_tags_blog_id_slug": SlugTaken,
    "uq_authors_blog_id_email": EmailTaken,
    "fk_articles_categories": StillInUse,
    "fk_articles_authors": StillInUse,
    "fk_categories_parents": StillInUse,
}
OF_BLOG = {"blogId": "r.blog_id"}


class RecordSchema(EditedSchema):
    """Base of what editors send; what else is in it is passed over."""

    class Meta:
        unknown = EXCLUDE


class BlogDesk(Desk):
    """Records in `{success, data}`, pages by number; If-Match counts where it is sent."""

    readers = editors = READER
    query_base = BlogQuerySchema
    row_query = BlogQuerySchema()
    list_headers = ()
    not_found = RecordNotFound
    beside: Mapping[str, Any] = {"blogId": reply.integer()}

    def open(self, call: Call[Any], table: EditedTable, action: str) -> Writer:
        """Somebody with a role in the blog of the request."""
        editor = open_editing(call, ROLES[action])
        return Writer(editor.user_id, call.identity.uuid, {"blog_id": editor.blog_id})

    def record(
        self,
        connection: Connection,
        call: Call[Any],
        writer: Writer,
        table: EditedTable,
        old: Row | None,
        new: Row | None,
    ) -> None:
        """An entry of the blog's audit log."""
        action = CREATED if old is None else DELETED if new is None else UPDATED
        record_id = (new or old or {})["id"]
        record_change(connection, call, writer.scope["blog_id"], table.noun, record_id, action, old=old, new=new)

    @contextmanager
    def judged(self, table: EditedTable) -> Iterator[None]:
        """Broken constraints are told by what they keep apart or together."""
        try:
            yield
        except ConstraintViolated as violation:
            if violation.constraint not in CONFLICTS:
                raise
            raise CONFLICTS[violation.constraint]() from violation

    def require_version(self, call: Call, row: Row | None) -> Row:
        """The record, unless If-Match names another version of it."""
        found = self.require(row)
        require_match(call, found["version"])
        return found

    def list_query(self, table: EditedTable) -> QuerySchema:
        """Pages by number."""
        return EditPageSchema()

    def place_of(self, query: Any) -> tuple[int, int]:
        """The page asked for."""
        return query.limit, query.offset

    def filters_of(self, table: EditedTable, query: Any) -> dict[str, Any]:
        """Lists of a blog's records are short."""
        return {}

    def list_reply(self, call: Call, rows: str, total: int) -> Reply:
        """A page in its envelope."""
        return list_reply(call.query, total, rows)

    def row_reply(self, row: Row, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
        """A record in its envelope, with its tag."""
        return json_reply({"success": True, "data": row}, status, etag=strong(row["version"]), headers=headers)

    def gone_reply(self) -> Reply:
        """That it is done."""
        return done_reply()

    def list_replies(self, table: EditedTable) -> dict[int, Any]:
        """Replies of a list."""
        return {200: ("One page", page_of(row_schema(self, table))), **REFUSED}

    def show_replies(self, table: EditedTable) -> dict[int, Any]:
        """Replies of a record."""
        return {200: ("It", data_of(row_schema(self, table))), 304: "Unchanged", **REFUSED}

    def create_replies(self, table: EditedTable) -> dict[int, Any]:
        """Replies of a creation."""
        return {201: ("Created", data_of(row_schema(self, table))), **REFUSED, 409: "Refused"}

    def update_replies(self, table: EditedTable) -> dict[int, Any]:
        """Replies of a change."""
        return {200: ("Changed", data_of(row_schema(self, table))), **REFUSED, 409: "Refused", **MODIFIED}

    def delete_replies(self, table: EditedTable) -> dict[int, Any]:
        """Replies of a deletion."""
        return {200: ("Deleted", RecordGoneSchema()), **REFUSED, 409: "Still in use", **MODIFIED}


DESK = BlogDesk()
