"""What services answer the console, bounded in size and time."""

import json
from time import monotonic
from typing import Any

import requests

from suite.outbound.bodies import AnswerTooLarge, AnswerTooSlow, read_body


def ask_object(session: requests.Session, url: str, most_bytes: int, seconds: float) -> dict[str, Any]:
    """The JSON object at `url`, whatever its status; ValueError or requests.RequestException where there is none."""
    with session.get(url, timeout=seconds, allow_redirects=False, stream=True) as reply:
        try:
            body = json.loads(read_body(reply, most_bytes, monotonic() + seconds))
        except AnswerTooLarge:
            raise ValueError("the answer is too long") from None
        except AnswerTooSlow:
            raise requests.Timeout from None
    if not isinstance(body, dict):
        raise ValueError("the answer is no object")
    return body
