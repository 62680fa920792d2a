"""/api/categories."""

from typing import Any

from flask import Blueprint

from suite.database import Connection, violating
from suite.errors import Problem, Unprocessable, ValidationFailed
from suite.http import EDITOR, READER, Call, Reply, endpoint, json_reply
from suite.http.fields.reply import data_of
from suite.http.idempotency import write_once
from suite.http.replies import data_reply
from suite.ids import now_milliseconds
from workspace_api.categories import queries
from workspace_api.categories.schemas import (
    DEFAULT_COLOR,
    DEFAULT_ICON,
    MAX_CATEGORIES,
    CategoryListReplySchema,
    CategoryListSchema,
    CategoryPatchSchema,
    CategoryReplySchema,
    NewCategorySchema,
    ValidateSchema,
)
from workspace_api.errors import CategoryExists, CategoryInUse, CategoryNotFound, LastActiveCategory
from workspace_api.items.fields import STATUSES
from workspace_api.replies import AcknowledgementSchema
from workspace_api.stats.replies import CategoryStatsSchema, NamesVerdictSchema
from workspace_api.tables import IDEMPOTENCY
from workspace_api.users.queries import active_category_names, ensure_user, lock_user

categories = Blueprint("categories", __name__)


class TooManyCategories(Unprocessable):
    """At most 200 categories are allowed"""


@categories.get("")
@endpoint(
    READER,
    "All categories",
    query=CategoryListSchema(),
    replies={200: ("The categories", CategoryListReplySchema())},
)
def list_categories(call: Call) -> Reply:
    with call.transaction() as connection:
        active_category_names(connection, call.identity.user_id, now_milliseconds())
        found = queries.select_categories(
            connection,
            call.identity.user_id,
            active_only=call.query.active_only,
            order_by=call.query.order_by,
        )
    return json_reply(f'{{"success":true,"count":{len(found)},"data":[{",".join(found)}],"cached":false}}')


@categories.get("/stats")
@endpoint(READER, "Items by category and status", replies={200: ("Counts", data_of(CategoryStatsSchema, many=True))})
def show_category_stats(call: Call) -> Reply:
    with call.transaction() as connection:
        active_category_names(connection, call.identity.user_id, now_milliseconds())
        rows = queries.select_category_stats(connection, call.identity.user_id)
    data = [
        {
            "name": name,
            "display_name": display_name,
            "total": total,
            "by_status": {status: by_status.get(status, 0) for status in STATUSES},
        }
        for name, display_name, total, by_status in rows
    ]
    return json_reply({"success": True, "data": data})


@categories.post("")
@endpoint(
    EDITOR,
    "Create a category",
    body=NewCategorySchema(),
    idempotent=True,
    replies={201: ("Created", CategoryReplySchema()), 409: "The name is taken"},
)
def create_category(call: Call) -> Reply:
    return write_once(call, IDEMPOTENCY, lambda connection: insert_category(call, connection))


def insert_category(call: Call, connection: Connection) -> Reply:
    """Judge a new category beside the others of the user and store it."""
    user_id, given = call.identity.user_id, call.body
    at = now_milliseconds()
    ensure_user(connection, user_id, at)
    lock_user(connection, user_id)
    count, last = queries.select_category_counts(connection, user_id)
    if count >= MAX_CATEGORIES:
        raise TooManyCategories()
    complete = {
        "display_name": given["name"],
        "description": "",
        "color": DEFAULT_COLOR,
        "icon": DEFAULT_ICON,
        "display_order": min(last + 1, 10_000),
        "is_active": True,
        **given,
        "at": at,
    }
    with violating("pk_workspace_categories", CategoryExists(given["name"])):
        text = queries.insert_category(connection, user_id, complete)
    return data_reply(
        text,
        "Category created successfully",
        201,
        headers={"Location": f"{call.path.rstrip('/')}/{given['name']}"},
    )


@categories.post("/validate")
@endpoint(
    READER,
    "Tell usable names from others",
    body=ValidateSchema(),
    replies={200: ("Which are which", data_of(NamesVerdictSchema))},
)
def validate_categories(call: Call) -> Reply:
    with call.transaction() as connection:
        active = active_category_names(connection, call.identity.user_id, now_milliseconds())
    names = call.body["categories"]
    data = {
        "valid": [name for name in names if name in active],
        "invalid": [name for name in names if name not in active],
    }
    return json_reply({"success": True, "data": data})


@categories.post("/invalidate-cache")
@endpoint(
    EDITOR, "Kept for callers of older releases; nothing is cached", replies={200: ("Done", AcknowledgementSchema())}
)
def invalidate_cache(call: Call) -> Reply:
    return json_reply({"success": True, "message": "Cache invalidated"})


@categories.get("/<category:name>")
@endpoint(READER, "One category", replies={200: ("The category", CategoryReplySchema()), 404: "Unknown name"})
def show_category(call: Call, name: str) -> Reply:
    with call.transaction() as connection:
        active_category_names(connection, call.identity.user_id, now_milliseconds())
        text = queries.select_category(connection, call.identity.user_id, name)
    return data_reply(require(text, name))


@categories.route("/<category:name>", methods=["PUT", "PATCH"])
@endpoint(
    EDITOR,
    "Change a category; the name is fixed",
    body=CategoryPatchSchema(),
    replies={200: ("Changed", CategoryReplySchema()), 404: "Unknown name", 409: "It is the last active one"},
)
def update_category(call: Call, name: str) -> Reply:
    changes: dict[str, Any] = dict(call.body)
    if changes.pop("name", name) != name:
        raise ValidationFailed(problems=[Problem("name", "name cannot be changed", "immutable")])
    with call.transaction() as connection:
        text = write_category(connection, call.identity.user_id, name, changes)
    return data_reply(text, "Category updated successfully")


@categories.patch("/<category:name>/toggle")
@endpoint(
    EDITOR,
    "Switch a category on or off",
    replies={200: ("Changed", CategoryReplySchema()), 404: "Unknown name", 409: "It is the last active one"},
)
def toggle_category(call: Call, name: str) -> Reply:
    user_id, at = call.identity.user_id, now_milliseconds()
    with call.transaction() as connection:
        ensure_user(connection, user_id, at)
        lock_user(connection, user_id)
        text = require(queries.toggle_category(connection, user_id, name, at), name)
        require_active_category(connection, user_id)
    return data_reply(text, "Category updated successfully")


@categories.delete("/<category:name>")
@endpoint(
    EDITOR,
    "Delete an unused category",
    replies={200: ("Deleted", AcknowledgementSchema()), 404: "Unknown name", 409: "It is in use"},
)
def delete_category(call: Call, name: str) -> Reply:
    user_id = call.identity.user_id
    with call.transaction() as connection:
        ensure_user(connection, user_id, now_milliseconds())
        # The category before the user, the order in which writers of items take them.
        if not queries.lock_category(connection, user_id, name):
            raise CategoryNotFound(name)
        lock_user(connection, user_id)
        refuse_used_category(connection, user_id, name)
        queries.delete_category(connection, user_id, name)
        require_active_category(connection, user_id)
    return json_reply({"success": True, "message": "Category deleted successfully"})


def write_category(connection: Connection, user_id: str, name: str, changes: dict[str, Any]) -> str:
    """Store changes under the rule that one category stays active; the category as JSON."""
    at = now_milliseconds()
    ensure_user(connection, user_id, at)
    if not changes:
        return require(queries.select_category(connection, user_id, name), name)
    lock_user(connection, user_id)
    text = require(queries.update_category(connection, user_id, name, {**changes, "at": at}), name)
    require_active_category(connection, user_id)
    return text


def require(text: str | None, name: str) -> str:
    """The category's JSON, or CategoryNotFound."""
    if text is None:
        raise CategoryNotFound(name)
    return text


def require_active_category(connection: Connection, user_id: str) -> None:
    """LastActiveCategory when the change would leave none."""
    if not queries.select_active_category_names(connection, user_id):
        raise LastActiveCategory()


def refuse_used_category(connection: Connection, user_id: str, name: str) -> None:
    """CategoryInUse when items are in it."""
    items = queries.count_category_items(connection, user_id, name)
    if items:
        raise CategoryInUse(name, items)
