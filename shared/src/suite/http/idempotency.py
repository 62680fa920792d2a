"""Idempotency-Key: the first success is stored in the transaction of the write and replayed for a day.

Each service keeps its own table with the columns user_id, key, route, request_hash, status_code, response and
created_at, primary key (user_id, key). The claim is the inserted row itself: a second request with the same key
waits on it until the first commits or rolls back.
"""

import json
from collections.abc import Callable
from hashlib import sha256

from suite.database import Connection, LockTimeout
from suite.errors import BadRequest, Conflict, Problem, Unprocessable
from suite.http.call import Call
from suite.http.idempotency_queries import insert_claim, select_reply, update_claim
from suite.http.replies import Reply, json_reply

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
_REPLAYED_HEADERS = ("ETag", "Location")


class KeyInvalid(BadRequest):
    """Idempotency-Key must be 1 to 255 visible ASCII characters"""

    def __init__(self, longest: int = LONGEST_KEY) -> None:
        message = f"Idempotency-Key must be 1 to {longest} visible ASCII characters"
        super().__init__(message, problems=[Problem(HEADER, message, "invalid_idempotency_key")])


class KeyReused(Unprocessable):
    """Idempotency-Key was already used with another request"""

    wording = "IDEMPOTENCY_KEY_REUSED"

    def __init__(self) -> None:
        super().__init__(problems=[Problem(HEADER, type(self).__doc__ or "", "idempotency_key_reused")])


class KeyInProgress(Conflict):
    """A request with this Idempotency-Key is in progress"""

    wording = "IDEMPOTENCY_KEY_IN_PROGRESS"

    def __init__(self) -> None:
        super().__init__(problems=[Problem(HEADER, type(self).__doc__ or "", "idempotency_in_progress")])


def write_once(
    call: Call, table: str, write: Callable[[Connection], Reply], *, longest_key: int = LONGEST_KEY
) -> Reply:
    """Run `write` in a transaction and answer with its reply; a repeated key gets the stored reply instead.

    `table` is a constant of the service. A reply that is not 2xx must be raised, so that nothing is stored.
    """
    key = call.header(HEADER)
    with call.transaction() as connection:
        if key is None:
            return write(connection)
        if not (1 <= len(key) <= longest_key and all("!" <= character <= "~" for character in key)):
            raise KeyInvalid(longest_key)
        request_hash = sha256(f"{call.method} {call.path}\n".encode() + call.raw_body).hexdigest()
        if not claim_key(connection, table, call, key, request_hash):
            return replay(connection, table, call, key, request_hash)
        reply = write(connection)
        store_reply(connection, table, call, key, reply)
        return reply


def claim_key(connection: Connection, table: str, call: Call, key: str, request_hash: str) -> bool:
    """Insert the claim; False when the key is already answered."""
    try:
        return insert_claim(connection, table, call.identity.user_id, key, f"{call.method} {call.path}", request_hash)
    except LockTimeout as error:
        raise KeyInProgress() from error


def replay(connection: Connection, table: str, call: Call, key: str, request_hash: str) -> Reply:
    """The stored reply, or KeyReused when it answered another request."""
    found = select_reply(connection, table, call.identity.user_id, key)
    if found is None or found[1] is None:
        raise KeyInProgress()
    if found[0] != request_hash:
        raise KeyReused()
    stored = json.loads(found[2])
    return json_reply(stored["body"], found[1], headers={**stored["headers"], "Idempotency-Replayed": "true"})


def store_reply(connection: Connection, table: str, call: Call, key: str, reply: Reply) -> None:
    """Complete the claim with the reply to replay; the body is kept as text, byte for byte."""
    headers = {name: reply.headers[name] for name in _REPLAYED_HEADERS if name in reply.headers}
    stored = json.dumps({"headers": headers, "body": reply.get_data(as_text=True)}, ensure_ascii=False)
    update_claim(connection, table, call.identity.user_id, key, reply.status_code, stored)
