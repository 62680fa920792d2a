"""What the routes of files answer when they cannot do as asked."""

from documentation_api.files.kinds import KINDS
from suite.errors import BadRequest, Forbidden, NotFound, PayloadTooLarge, UnsupportedMediaType

MEBIBYTE = 1_048_576
MOST_BYTES = 10 * MEBIBYTE
MOST_FILES = 5


class FileNotFound(NotFound):
    """File not found"""


class FileOfAnother(Forbidden):
    """Only the uploader and administrators may change this file"""


class NoFile(BadRequest):
    """No file uploaded"""


class NoFiles(BadRequest):
    """No files uploaded"""


class TooManyFiles(BadRequest):
    """Too many files. Maximum 5 files per request"""


class UnexpectedField(BadRequest):
    """Upload error: Unexpected field"""


class MalformedForm(BadRequest):
    """Upload error: Malformed multipart body"""


class NothingStored(BadRequest):
    """No files were uploaded successfully"""

    def __init__(self, failures: list[dict[str, str]], reasons: dict[str, str]) -> None:
        super().__init__(extra={"details": failures, "errors": failures} | ({"reasons": reasons} if reasons else {}))


class TwoParents(BadRequest):
    """Provide either idea_id or system_id, not both"""

    code = "VALIDATION"


class FileTooLarge(PayloadTooLarge):
    """File too large. Maximum size: 10 MB"""


class QuotaExceeded(PayloadTooLarge):
    """Storage quota exceeded"""


class TypeNotAllowed(UnsupportedMediaType):
    """File type not allowed"""

    def __init__(self, mime_type: str) -> None:
        super().__init__(f"File type not allowed: {mime_type[:100]}. Allowed types: {', '.join(KINDS)}")


class ContentMismatch(UnsupportedMediaType):
    """File content does not match its extension or declared type"""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(extra={"reason": reason})
