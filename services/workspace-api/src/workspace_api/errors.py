"""How workspace-api words its errors."""

from typing import Any

from suite.errors import AppError, Conflict, Gone, NotFound, PreconditionFailed, Problem, ValidationFailed
from suite.http.etags import strong


def envelope(error: AppError, request_id: str) -> dict[str, Any]:
    """`{success, error, message, errors}`: `error` lists every broken field rule, `message` names the failure."""
    listed = [{"field": item.field, "message": item.message, "code": item.code} for item in error.problems]
    text = error.message
    if isinstance(error, ValidationFailed) and listed:
        text = "; ".join(item["message"] for item in listed)
    return {
        "success": False,
        "error": text,
        "message": error.message,
        "errors": listed,
        "code": error.code,
        "request_id": request_id,
        **error.extra,
    }


class ItemNotFound(NotFound):
    """Item not found"""

    def __init__(self, item_id: object) -> None:
        super().__init__(f"Item with id {item_id} not found")


class ItemModified(PreconditionFailed):
    """Item was modified by another request"""

    def __init__(self, version: int) -> None:
        problem = Problem("If-Match", type(self).__doc__ or "", "precondition_failed")
        super().__init__(problems=[problem], headers={"ETag": strong(version)})


class ItemNotDeleted(Conflict):
    """Item is not deleted"""


class ItemVersionNotFound(NotFound):
    """Version not found"""

    def __init__(self, version: int, item_id: object) -> None:
        super().__init__(f"Version {version} of item {item_id} not found")


class VersionExpired(Conflict):
    """The history needed for this version is past retention"""

    def __init__(self) -> None:
        super().__init__(problems=[Problem("version", type(self).__doc__ or "", "version_expired")])


class CategoryMissing(Conflict):
    """The category no longer exists"""

    def __init__(self) -> None:
        super().__init__(problems=[Problem("category", type(self).__doc__ or "", "category_missing")])


class CategoryNotFound(NotFound):
    """Category not found"""

    def __init__(self, name: str) -> None:
        super().__init__(f"Category '{name}' not found")


class CategoryExists(Conflict):
    """Category already exists"""

    def __init__(self, name: str) -> None:
        super().__init__(f"Category '{name}' already exists")


class CategoryInUse(Conflict):
    """Category is in use"""

    def __init__(self, name: str, items: int) -> None:
        super().__init__(f"Category '{name}' is in use by {items} item(s)")


class LastActiveCategory(Conflict):
    """At least one active category is required"""


class FeedExpired(Gone):
    """Change feed position expired; reload the list"""

    def __init__(self) -> None:
        super().__init__(problems=[Problem("since", type(self).__doc__ or "", "resync_required")])
