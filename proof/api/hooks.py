"""What a document cannot say of a request, told to Schemathesis, which loads this file in its own environment.

A key of idempotency belongs to one request; a cursor is what a page before has given out.
"""

from typing import Any
from uuid import uuid4

import schemathesis

KEY, CURSOR = "Idempotency-Key", "cursor"


def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Give a key that would be taken a fresh one, and begin lists where they begin."""
    headers, query = case.headers or {}, case.query or {}
    if headers.get(KEY) and 1 <= len(str(headers[KEY])) <= 128:
        headers[KEY] = str(uuid4())
    if isinstance(query.get(CURSOR), str) and query[CURSOR]:
        del query[CURSOR]


schemathesis.hook(before_call)
