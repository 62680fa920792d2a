"""What an idea may be, and what its status does to it."""

from datetime import datetime
from typing import Any

STATUSES = ("backlog", "todo", "in_progress", "review", "done")
CATEGORIES = ("new_feature", "improvement", "bug_fix", "content", "structure")
PRIORITIES = ("low", "medium", "high", "urgent")
DEFAULT_CATEGORY = "new_feature"
DONE = "done"


def with_completion(given: dict[str, Any], before: str | None, at: datetime) -> dict[str, Any]:
    """`given` with completed_at as the status wants it: reaching done dates it unless sent, leaving done clears it."""
    after = given.get("status", before)
    if after == DONE and before != DONE and given.get("completed_at") is None:
        return {**given, "completed_at": at}
    if after != DONE and (before == DONE or "completed_at" in given):
        return {**given, "completed_at": None}
    return given
