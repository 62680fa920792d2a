"""/api/items: list, read, create, change, delete."""

from flask import Blueprint

from suite.database import Connection
from suite.http import EDITOR, READER, Call, Reply, endpoint, json_reply
from suite.http.cursors import decode_cursor
from suite.http.etags import matches, strong
from suite.http.idempotency import write_once
from suite.http.pages import next_link, unchanged_reply
from suite.http.replies import data_reply
from workspace_api.errors import ItemModified, ItemNotFound
from workspace_api.history.ledger import ItemEditor, Ledger
from workspace_api.items import editing, queries
from workspace_api.items.converter import item_uuid
from workspace_api.items.fields import Item
from workspace_api.items.pages import ItemPage, identity_of, page_tag, read_page
from workspace_api.items.positions import checked_position
from workspace_api.items.schemas import (
    ItemListSchema,
    ItemPageSchema,
    ItemPatchSchema,
    ItemQuery,
    ItemReplySchema,
    NewItemSchema,
)
from workspace_api.replies import AcknowledgementSchema
from workspace_api.service import WorkspaceService
from workspace_api.tables import IDEMPOTENCY
from workspace_api.users.queries import active_category_names

items = Blueprint("items", __name__)
REVALIDATED = {"Cache-Control": "private, no-cache"}


@items.get("")
@endpoint(
    READER,
    "List items",
    query=ItemListSchema(),
    headers=("Link",),
    replies={200: ("One page", ItemPageSchema()), 304: "Unchanged", 400: "Bad filter or cursor"},
)
def list_items(call: Call[WorkspaceService]) -> Reply:
    query: ItemQuery = call.query
    user_id, pages = call.identity.user_id, call.service.pages
    after = checked_position(decode_cursor(query.cursor, query.digest, 2), query.sort) if query.cursor else None
    key = (user_id, identity_of(query))
    known = pages.get(key)
    with call.read() as connection:
        if known is None and (unchanged := answer_unchanged(call, connection, query)):
            return unchanged
        page = read_page(connection, user_id, query, after=after, known=known)
    if page is not known:
        pages.put(key, page)
    call.service.metrics.count_cache("page", "hit" if page is known else "miss")
    return unchanged_reply(call, page.tag, REVALIDATED) or page_reply(call, page)


def answer_unchanged(call: Call, connection: Connection, query: ItemQuery) -> Reply | None:
    """304 when the client's tag still names the user's last change and this query."""
    if call.header("If-None-Match") is None:
        return None
    tag = page_tag(queries.select_last_change(connection, call.identity.user_id), query)
    return unchanged_reply(call, tag, REVALIDATED)


def page_reply(call: Call, page: ItemPage) -> Reply:
    """The page, with the way to the next one."""
    reply = json_reply(page.body, etag=page.tag, headers=REVALIDATED)
    if page.next_cursor:
        reply.headers["Link"] = next_link(call, cursor=page.next_cursor)
    return reply


@items.post("")
@endpoint(
    EDITOR,
    "Create an item",
    body=NewItemSchema(),
    parse_body=False,
    idempotent=True,
    headers=("ETag",),
    replies={201: ("Created", ItemReplySchema()), 400: "A broken rule", 422: "Idempotency-Key reused"},
)
def create_item(call: Call[WorkspaceService]) -> Reply:
    with editing.judging_category():
        reply = write_once(call, IDEMPOTENCY, lambda connection: insert_item(call, connection))
    if "Idempotency-Replayed" not in reply.headers:
        call.service.written.count("created")
    return reply


def insert_item(call: Call[WorkspaceService], connection: Connection) -> Reply:
    """Judge and store a new item."""
    ledger = Ledger(ItemEditor.of_call(call))
    active = active_category_names(connection, ledger.actor.user_id, ledger.actor.at)
    item = editing.create_item(connection, ledger, editing.parse_new_item(call.json, active))
    ledger.flush(connection)
    location = {"Location": f"{call.path.rstrip('/')}/{item.id}"}
    return item_reply(item, "Item created successfully", 201, headers=location)


@items.get("/<item:item_id>")
@endpoint(READER, "One item", replies={200: ("The item", ItemReplySchema()), 304: "Unchanged", 404: "No such item"})
def show_item(call: Call, item_id: str) -> Reply:
    identifier = item_uuid(item_id)
    with call.read() as connection:
        found = queries.select_item_json(connection, call.identity.user_id, identifier)
    if found is None:
        raise ItemNotFound(item_id)
    version, text = found
    tag = strong(version)
    unchanged = unchanged_reply(call, tag, REVALIDATED)
    return unchanged or json_reply(f'{{"success":true,"data":{text}}}', etag=tag, headers=REVALIDATED)


@items.route("/<item:item_id>", methods=["PUT", "PATCH"])
@endpoint(
    EDITOR,
    "Change fields of an item",
    body=ItemPatchSchema(),
    parse_body=False,
    replies={
        200: ("Changed", ItemReplySchema()),
        404: "No such item",
        409: "The category is gone",
        412: "Modified by another request",
    },
)
def update_item(call: Call[WorkspaceService], item_id: str) -> Reply:
    identifier = item_uuid(item_id)
    with editing.judging_category(), call.transaction() as connection:
        ledger = Ledger(ItemEditor.of_call(call))
        item = editing.lock_item(connection, ledger, identifier)
        require_match(call, item)
        wanted = editing.parse_item_patch(connection, ledger, item, call.json)
        item = editing.update_item(connection, ledger, item, wanted)
        ledger.flush(connection)
    for entry in ledger.entries:
        call.service.written.count(entry.action)
    return item_reply(item, "Item updated successfully")


@items.delete("/<item:item_id>")
@endpoint(
    EDITOR,
    "Delete an item",
    replies={200: ("Deleted", AcknowledgementSchema()), 404: "No such item", 412: "Modified by another request"},
)
def delete_item(call: Call[WorkspaceService], item_id: str) -> Reply:
    identifier = item_uuid(item_id)
    with call.transaction() as connection:
        ledger = Ledger(ItemEditor.of_call(call))
        item = editing.lock_item(connection, ledger, identifier)
        require_match(call, item)
        editing.delete_item(connection, ledger, item)
        ledger.flush(connection)
    call.service.written.count("deleted")
    return json_reply({"success": True, "message": "Item deleted successfully"})


def require_match(call: Call, item: Item) -> None:
    """ItemModified when If-Match names another version."""
    if not matches(call.header("If-Match"), strong(item.version)):
        raise ItemModified(item.version)


def item_reply(item: Item, message: str, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """The success envelope around a written item."""
    return data_reply(item.wire(), message, status, etag=strong(item.version), headers=headers)
