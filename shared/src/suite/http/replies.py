"""Replies: JSON as bytes, built by PostgreSQL where it can be."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import orjson
from flask import Response
from werkzeug.wsgi import ClosingIterator

from suite.text.storable import storable_json

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

JSON_TYPE = "application/json"
OK = 200
SWITCHING_PROTOCOLS = 101
NO_BODY = frozenset({204, 304})
LENGTH, CORRECTED = "Content-Length", frozenset({"Location", "Content-Location"})
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


class Reply(Response):
    """A response of the suite; Flask passes it through untouched."""

    default_mimetype = JSON_TYPE
    autocorrect_location_header = False

    def get_app_iter(self, environ: "WSGIEnvironment") -> Iterable[bytes]:
        """A body that is ready goes out as the list it is: nothing to iterate, nothing to close."""
        ready = self.response
        if isinstance(ready, list) and not self._on_close and environ["REQUEST_METHOD"] != "HEAD":
            return [] if self.status_code in NO_BODY else ready
        if self.status_code == SWITCHING_PROTOCOLS:
            return ClosingIterator(self.iter_encoded(), self.close)
        return super().get_app_iter(environ)

    def get_wsgi_response(self, environ: "WSGIEnvironment") -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """An ordinary body has its length already and no address to correct: 3 % of a small request."""
        if self.status_code == OK and isinstance(self.response, list):
            pairs = self.headers.to_wsgi_list()
            names = {name for name, _ in pairs}
            if LENGTH in names and not names & CORRECTED:
                return self.get_app_iter(environ), self.status, pairs
        return super().get_wsgi_response(environ)


def encode(content: Any) -> bytes:
    """JSON bytes in UTF-8; dates and UUIDs as strings.

    What a client sent may be told back, and JSON may hold what cannot be told as it is: numbers of any length.
    """
    try:
        return orjson.dumps(content, option=_OPTIONS)
    except TypeError as error:
        if "is not JSON serializable" in str(error):
            raise  # a mistake of ours
        return orjson.dumps(storable_json(content), option=_OPTIONS)


def json_reply(
    content: Any, status: int = 200, *, etag: str | None = None, headers: Mapping[str, str] | None = None
) -> Reply:
    """A JSON reply. `content` is bytes or text that already is JSON, or anything orjson encodes."""
    if isinstance(content, str):
        content = content.encode()
    elif not isinstance(content, bytes):
        content = encode(content)
    reply = Reply(content, status)
    if etag is not None:
        reply.headers["ETag"] = etag
    if headers:
        reply.headers.update(headers)
    return reply


def data_reply(
    data: str | Any,
    message: str | None = None,
    status: int = 200,
    *,
    etag: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """`{success, message?, data}`; `data` is JSON text or anything that encodes to it."""
    text = data if isinstance(data, str) else encode(data).decode()
    message_part = f'"message":{json.dumps(message, ensure_ascii=False)},' if message else ""
    return json_reply(f'{{"success":true,{message_part}"data":{text}}}', status, etag=etag, headers=headers)
