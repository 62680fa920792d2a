"""What gunicorn refuses before the application sees it, as errors of ours; and bodies that break off or break rules."""

from typing import Any

from gunicorn.http import errors as refused

from suite.errors import AppError, BadRequest


class MalformedRequest(BadRequest):
    """Malformed request"""

    code = "MALFORMED_REQUEST"


class MalformedBody(BadRequest):
    """Malformed chunked body"""

    code = "MALFORMED_BODY"


class IncompleteBody(BadRequest):
    """The request body ended early"""

    code = "MALFORMED_BODY"


class UriTooLong(AppError):
    """Request line too long"""

    status = 414
    code = "URI_TOO_LONG"


class HeadersTooLarge(AppError):
    """Request headers too large"""

    status = 431
    code = "HEADERS_TOO_LARGE"


class ExpectationFailed(AppError):
    """Expectation not supported"""

    status = 417
    code = "EXPECTATION_FAILED"


class CodingUnsupported(AppError):
    """Transfer coding not supported"""

    status = 501
    code = "NOT_IMPLEMENTED"


_REFUSALS: tuple[tuple[type[Exception], type[AppError]], ...] = (
    (refused.LimitRequestLine, UriTooLong),
    (refused.LimitRequestHeaders, HeadersTooLarge),
    (refused.ExpectationFailed, ExpectationFailed),
    (refused.UnsupportedTransferCoding, CodingUnsupported),
)


def refusal_of(error: Exception) -> AppError:
    """The reply to a request that gunicorn could not read; anything unknown is our own failure."""
    if isinstance(error, AppError):
        return error
    # Headers of a reply are the application's fault, not the client's.
    if isinstance(error, refused.InvalidResponseHeader | refused.InvalidResponseHeaderName):
        return AppError()
    found = next((reply for kind, reply in _REFUSALS if isinstance(error, kind)), None)
    if found is not None:
        return found()
    return MalformedRequest() if isinstance(error, refused.ParseException) else AppError()


# A chunk of a byte takes six on the wire, and 2.5 µs to read: what the framing may take beside the body.
LARGEST_FRAMING = 3
SPARE_FRAMING_BYTES = 65_536


class ClientBody:
    """gunicorn's reader of one body: its deadline and its faults are told as errors of ours."""

    def __init__(self, request: Any, connection: Any) -> None:
        self._request = request
        self._reader = request.body.reader
        self._connection = connection
        self._chunked = not hasattr(self._reader, "length")
        self._received = 0
        self._ended = False

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; RequestTimedOut, MalformedBody or IncompleteBody."""
        # gunicorn asks once more when it waits for the next request: that wait has another deadline than a body.
        if self._ended:
            return b""
        expected = min(size, getattr(self._reader, "length", 0))
        try:
            with self._connection.awaiting_body():
                data: bytes = self._reader.read(size)
            self._received += len(data)
            self._ended = size > 0 and not data
            if len(data) < expected:
                raise IncompleteBody()
            if self._chunked and self._has_too_much_framing():
                raise MalformedBody()
        except AppError:
            # Where the next request would begin is unknown.
            self._request.force_close()
            raise
        except refused.NoMoreData as error:
            self._request.force_close()
            raise IncompleteBody() from error
        except refused.ParseException as error:
            self._request.force_close()
            raise MalformedBody() from error
        return data

    def _has_too_much_framing(self) -> bool:
        decoded = self._received + self._reader.buf.tell()
        return bool(self._connection.received > decoded * (1 + LARGEST_FRAMING) + SPARE_FRAMING_BYTES)
