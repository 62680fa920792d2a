"""Errors of the Markdown routes."""

from typing import ClassVar

from suite.errors import AppError, BadRequest, Conflict, NotFound


class InvalidDocumentPath(BadRequest):
    """Invalid path"""


class DocumentNotFound(NotFound):
    """Document not found"""


class ReindexRunning(Conflict):
    """Reindex already running"""


class ReindexedRecently(AppError):
    """Rate limit exceeded"""

    status: ClassVar[int] = 429
    code: ClassVar[str] = "RATE_LIMITED"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            headers={"Retry-After": str(seconds)},
            extra={"message": f"Please wait {seconds} seconds before reindexing again", "retryAfter": seconds},
        )


class DocumentSearchFailed(AppError):
    """Search failed"""


class FacetsFailed(AppError):
    """Facets computation failed"""


class SuggestionFailed(AppError):
    """Suggestion failed"""


class ReindexFailed(AppError):
    """Reindex failed"""


class StatsFailed(AppError):
    """Failed to get stats"""
