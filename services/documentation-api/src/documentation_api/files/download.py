"""Sending the bytes of a file: whole or a range, read from the database in pieces."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

from documentation_api.files import queries
from documentation_api.files.errors import FileNotFound
from documentation_api.files.ranges import range_of
from suite.http import Call, Reply
from suite.http.etags import strong
from suite.http.pages import unchanged_reply

PIECE = 1_048_576


class FileVanished(Exception):
    """The file was deleted while it was being sent: the connection ends short of its length"""


def download(call: Call, file_id: UUID) -> Reply:
    """The content, counted as a download when its first byte is sent."""
    with call.read() as connection:
        row = queries.select_file(connection, file_id)
    if row is None:
        raise FileNotFound()
    file: dict[str, Any] = json.loads(row[0])
    size, tag = file["size_bytes"], strong(file["checksum"])
    headers = {
        "Cache-Control": "private, no-cache",
        "ETag": tag,
        "Accept-Ranges": "bytes",
    }
    if unchanged := unchanged_reply(call, tag, headers):
        return unchanged
    wanted = range_of(call.header("Range"), size) if may_resume(call.header("If-Range"), tag) else None
    first, last = wanted or (0, size - 1)
    headers |= {
        "Content-Disposition": disposition(file["original_name"]),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Length": str(last - first + 1),
    }
    if wanted:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    # An iterator: the length of a list would replace the one told above.
    body: Iterator[bytes] = iter(())
    if call.method != "HEAD":
        body = pieces(call, file_id, first, last)
        if first == 0:
            count(call, file_id)
    return Reply(body, 206 if wanted else 200, headers=headers, content_type=content_type(file["mime_type"]))


def pieces(call: Call, file_id: UUID, first: int, last: int) -> Iterator[bytes]:
    """The bytes; a connection is borrowed for each piece only, however slow the client is."""
    for offset in range(first, last + 1, PIECE):
        with call.read() as connection:
            piece = queries.select_piece(connection, file_id, offset, min(PIECE, last + 1 - offset))
        if piece is None:
            raise FileVanished
        yield piece


def count(call: Call, file_id: UUID) -> None:
    """Count in the service's own right: readers of a public file may not change it."""
    with call.service.database.transaction({**call.session, "app.is_admin": "true"}) as connection:
        queries.count_download(connection, file_id)


def may_resume(if_range: str | None, tag: str) -> bool:
    """Whether a range may be sent: the client's part is of this very content. Dates prove nothing here."""
    return if_range is None or if_range.strip() == tag


def content_type(mime_type: str) -> str:
    """The media type; text was found to be UTF-8 when it came."""
    return f"{mime_type}; charset=utf-8" if mime_type.startswith("text/") else mime_type


def disposition(name: str) -> str:
    """Content-Disposition for a name of any characters (RFC 6266)."""
    plain = "".join(character if " " <= character <= "~" and character not in '"\\%' else "_" for character in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
