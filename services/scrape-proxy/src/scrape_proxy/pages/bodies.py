"""Bodies read while they are counted: the cap is on decoded bytes, so a compressed bomb stops at it too."""

from typing import Any

import requests
from urllib3.exceptions import HTTPError

from scrape_proxy.deadlines import Deadline

CHUNK_BYTES = 65_536


class BodyTooLarge(Exception):
    """The body goes beyond its cap."""


class BodyTooSlow(Exception):
    """The body did not end in time."""


class BodyBroken(Exception):
    """The body ended early or could not be decoded."""


def read_capped(response: requests.Response, limit: int, deadline: Deadline, *, cut: bool = False) -> bytes:
    """The decoded body of a streamed response; the connection is closed when it cannot be used again.

    With `cut` only the first `limit` bytes are read. Raises BodyTooLarge, BodyTooSlow and BodyBroken.
    """
    try:
        if declared_length(response) > limit and not cut:
            raise BodyTooLarge
        return _read(response.raw, limit, deadline, cut)
    except (HTTPError, OSError, requests.RequestException) as error:
        raise (BodyTooSlow if deadline.passed or "timed out" in str(error) else BodyBroken) from error
    finally:
        response.close()


def declared_length(response: requests.Response) -> int:
    """Content-Length; 0 when there is none. Compressed bodies only grow."""
    declared = response.headers.get("Content-Length", "")
    return int(declared) if declared.isdecimal() else 0


def _read(raw: Any, limit: int, deadline: Deadline, cut: bool) -> bytes:
    body = bytearray()
    while True:
        # read1 returns with every packet; read would wait for a whole chunk from a server that drips.
        piece = raw.read1(CHUNK_BYTES, decode_content=True)
        if not piece:
            return bytes(body)
        body += piece
        if len(body) > limit:
            if cut:
                return bytes(body[:limit])
            raise BodyTooLarge
        if deadline.passed:
            raise BodyTooSlow
