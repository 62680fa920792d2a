"""Errors a request can end with. The docstring of a class is its message, the class decides status and code."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Any, ClassVar, Final

MOST_PROBLEMS = 100  # a body of 1 MiB can break a rule 100 000 times, and a reply would tell each


class Absent(Enum):
    """Stands for a value nobody sent, also in another process."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule of an input: the field, a sentence for people, a word for programs.

    `value` is what was given for the field, ABSENT for nothing; `location` is body, query, params or headers.
    """

    field: str
    message: str
    code: str = "invalid"
    value: Any = dataclasses.field(default=ABSENT, compare=False)
    location: str = dataclasses.field(default="body", compare=False)


class AppError(Exception):
    """Internal server error"""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "INTERNAL"
    # Its entry in catalogues of texts (suite.wording), where another class has the same code and another text.
    wording: ClassVar[str] = ""

    def __init__(
        self,
        message: str | None = None,
        *,
        problems: Iterable[Problem] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.problems = tuple(islice(problems, MOST_PROBLEMS))
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})
        super().__init__(self.message)


class BadRequest(AppError):
    """Bad request"""

    status = 400
    code = "BAD_REQUEST"


class InvalidJson(BadRequest):
    """Malformed JSON"""

    code = "INVALID_JSON"


class ValidationFailed(BadRequest):
    """Validation failed"""

    code = "VALIDATION"


class Unauthorized(AppError):
    """Authentication required"""

    status = 401
    code = "UNAUTHORIZED"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(AppError):
    """Insufficient permissions"""

    status = 403
    code = "FORBIDDEN"


class NotFound(AppError):
    """Not found"""

    status = 404
    code = "NOT_FOUND"


class MethodNotAllowed(AppError):
    """Method not allowed"""

    status = 405
    code = "METHOD_NOT_ALLOWED"


class Conflict(AppError):
    """Conflict"""

    status = 409
    code = "CONFLICT"


class Gone(AppError):
    """Gone"""

    status = 410
    code = "GONE"


class PreconditionFailed(AppError):
    """The resource was modified by another request"""

    status = 412
    code = "PRECONDITION_FAILED"


class PayloadTooLarge(AppError):
    """Request body too large"""

    status = 413
    code = "PAYLOAD_TOO_LARGE"


class UnsupportedMediaType(AppError):
    """Content-Type must be application/json"""

    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"


class Unprocessable(AppError):
    """Unprocessable request"""

    status = 422
    code = "UNPROCESSABLE"


class RateLimited(AppError):
    """Too many requests, please try again later."""

    status = 429
    code = "RATE_LIMITED"

    def __init__(self, retry_after: int) -> None:
        super().__init__(headers={"Retry-After": str(retry_after)}, extra={"retryAfter": retry_after})


class Unavailable(AppError):
    """Service unavailable"""

    status = 503
    code = "UNAVAILABLE"

    def __init__(self, message: str | None = None, *, retry_after: int = 5) -> None:
        super().__init__(message, headers={"Retry-After": str(retry_after)})


class DatabaseUnavailable(Unavailable):
    """Database unavailable"""

    code = "DATABASE_UNAVAILABLE"


class StorageFull(AppError):
    """There is no space left to store this; reading goes on"""

    status = 507
    code = "STORAGE_FULL"

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "30"})


class UpstreamTimeout(AppError):
    """Upstream did not answer in time"""

    status = 504
    code = "TIMEOUT"


def platform_envelope(error: AppError, request_id: str) -> dict[str, Any]:
    """The body every service answers with unless its own contract fixes another shape."""
    body: dict[str, Any] = {
        "success": False,
        "error": error.message,
        "code": error.code,
        "request_id": request_id,
    }
    if error.problems:
        body["details"] = [{"field": item.field, "message": item.message} for item in error.problems]
    return body | error.extra
