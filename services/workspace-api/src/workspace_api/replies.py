"""The success envelope."""

import json
from collections.abc import Mapping
from typing import Any

from suite.http import Reply, json_reply
from suite.http.replies import encode


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
    told = f'"message":{json.dumps(message)},' if message else ""
    return json_reply(f'{{"success":true,{told}"data":{text}}}', status, etag=etag, headers=headers)
