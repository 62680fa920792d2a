"""Categories an import file names and the user does not have."""

from collections.abc import Iterable

from suite.database import Connection
from suite.errors import ValidationFailed
from workspace_api.categories import queries
from workspace_api.categories.schemas import DEFAULT_COLOR, DEFAULT_ICON, MAX_CATEGORIES, NewCategorySchema
from workspace_api.history.ledger import ItemEditor
from workspace_api.users.queries import ensure_user, lock_user

NEW_CATEGORY = NewCategorySchema()


def create_missing_categories(connection: Connection, actor: ItemEditor, names: Iterable[str]) -> None:
    """Create the missing names that are allowed, while there is room; rows tell of the others."""
    ensure_user(connection, actor.user_id, actor.at)
    if not set(names) - set(queries.select_category_names(connection, actor.user_id)):
        return
    lock_user(connection, actor.user_id)
    missing = set(names) - set(queries.select_category_names(connection, actor.user_id))
    count, last = queries.select_category_counts(connection, actor.user_id)
    for name in sorted(filter(is_category_name, missing))[: max(0, MAX_CATEGORIES - count)]:
        last = min(last + 1, 10_000)
        queries.insert_category(connection, actor.user_id, new_category(actor, name, last))


def is_category_name(name: str) -> bool:
    """Whether a category of this name may be created."""
    try:
        return bool(NEW_CATEGORY.parse({"name": name})["name"] == name)
    except ValidationFailed:
        return False


def new_category(actor: ItemEditor, name: str, position: int) -> dict[str, object]:
    """A category that is only known by its name."""
    return {
        "name": name,
        "display_name": name,
        "description": "",
        "color": DEFAULT_COLOR,
        "icon": DEFAULT_ICON,
        "display_order": position,
        "is_active": True,
        "at": actor.at,
    }
