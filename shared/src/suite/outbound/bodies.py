"""Bodies of answers, read while they are counted and until a moment."""

from time import monotonic

import requests
from urllib3.exceptions import HTTPError

PIECE_BYTES = 65_536


class AnswerTooLarge(Exception):
    """The body has more bytes than it may."""


class AnswerTooSlow(Exception):
    """The body did not end in time."""


def read_body(response: requests.Response, largest: int, until: float) -> bytes:
    """The decoded body of a streamed response that ends before `until` (monotonic seconds).

    AnswerTooLarge, AnswerTooSlow, and requests' ConnectionError for one that breaks off.
    """
    body = bytearray()
    try:
        # read1 returns with every packet; read and iter_content wait for a whole piece from a server that drips.
        while piece := response.raw.read1(PIECE_BYTES, decode_content=True):
            body += piece
            if len(body) > largest:
                raise AnswerTooLarge
            if monotonic() > until:
                raise AnswerTooSlow
    except TimeoutError:
        raise AnswerTooSlow from None
    except (HTTPError, OSError) as error:
        if "timed out" in str(error):
            raise AnswerTooSlow from None
        raise requests.ConnectionError("the answer broke off") from error
    return bytes(body)
