"""Request bodies: read with a limit, parsed strictly."""

import json
import re
from itertools import islice
from typing import Any

from suite.errors import BadRequest, InvalidJson, PayloadTooLarge, Problem, UnsupportedMediaType
from suite.text.storable import is_storable_text

MAX_BODY_BYTES = 1_048_576
MAX_DEPTH = 64
DRAINED_BYTES = 16 * MAX_BODY_BYTES
CHUNK_BYTES = 65_536
# Strings, commas and brackets. 32 MiB of `{},` would be 11 million values: 3.4 s of the event loop and 1.4 GB.
MAX_TOKENS = 500_000
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[,\[{]', re.DOTALL)


class InvalidBody(BadRequest):
    """Request body must be a JSON object"""

    code = "VALIDATION"

    def __init__(self) -> None:
        super().__init__(problems=[Problem("body", type(self).__doc__ or "", "invalid_body")])


class MalformedJson(InvalidJson):
    """Malformed JSON"""

    def __init__(self, reason: str = "nested too deeply") -> None:
        self.reason = reason
        super().__init__(problems=[Problem("body", type(self).__doc__ or "", "invalid_json")])


class InvalidCharacters(BadRequest):
    """Text must not contain U+0000 or lone surrogates"""

    code = "VALIDATION"

    def __init__(self, field: str = "body") -> None:
        location = "query" if field == "query" else "body"
        super().__init__(problems=[Problem(field, type(self).__doc__ or "", "invalid_characters", location=location)])


def read_body(environ: dict[str, Any], limit: int = MAX_BODY_BYTES) -> bytes:
    """The whole body, counted while it is read; PayloadTooLarge beyond `limit` bytes.

    A refused body is read to its end up to a bound, so that the client gets the answer instead of a reset.
    """
    stream = environ["wsgi.input"]
    declared = environ.get("CONTENT_LENGTH") or ""
    if not declared and not environ.get("wsgi.input_terminated"):
        return b""
    announced = int(declared) if declared.isdecimal() else None
    wanted = limit + 1 if announced is None else min(announced, limit + 1)
    body = _read(stream, wanted)
    if len(body) > limit or (announced or 0) > limit:
        remaining = DRAINED_BYTES if announced is None else min(announced - len(body), DRAINED_BYTES)
        _drain(stream, remaining)
        raise PayloadTooLarge()
    return body


def require_json(environ: dict[str, Any]) -> None:
    """UnsupportedMediaType unless the body is declared as JSON in UTF-8."""
    media_type, _, parameters = (environ.get("CONTENT_TYPE") or "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if media_type.strip().lower() != "application/json" or charset not in ("", "utf-8", "utf8"):
        raise UnsupportedMediaType()


def parse_object(body: bytes) -> dict[str, Any]:
    """A JSON object, under the rules of parse_json."""
    content = parse_json(body)
    if not isinstance(content, dict):
        raise InvalidBody()
    return content


def parse_json(body: bytes) -> Any:
    """Any JSON. Refuses duplicate keys, NaN, deep nesting, too many values, U+0000, lone surrogates."""
    if not body.strip():
        raise InvalidBody()
    if has_more_tokens(body, MAX_TOKENS):
        raise MalformedJson("too many values")
    try:
        content = json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except RecursionError:
        raise MalformedJson() from None
    except ValueError as error:
        raise MalformedJson(str(error)) from None
    _check(content, 1)
    return content


def has_more_tokens(body: bytes, most: int) -> bool:
    """Whether JSON holds more than `most` strings, commas and opening brackets; what is in strings does not count."""
    if body.count(b'"') // 2 + sum(map(body.count, (b",", b"[", b"{"))) < most:
        return False
    return next(islice(_TOKEN.finditer(body), most, None), None) is not None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("duplicate key")
    return content


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _check(content: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise MalformedJson()
    if isinstance(content, str):
        if not is_storable_text(content):
            raise InvalidCharacters()
    elif isinstance(content, dict):
        for key, value in content.items():
            _check(key, depth)
            _check(value, depth + 1)
    elif isinstance(content, list):
        for value in content:
            _check(value, depth + 1)


def _read(stream: Any, wanted: int) -> bytes:
    pieces = []
    while wanted > 0:
        piece = stream.read(min(wanted, CHUNK_BYTES))
        if not piece:
            break
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)


def _drain(stream: Any, remaining: int) -> None:
    while remaining > 0:
        piece = stream.read(min(remaining, CHUNK_BYTES))
        if not piece:
            break
        remaining -= len(piece)
