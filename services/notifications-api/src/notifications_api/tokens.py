"""Routes that other machines call with a token of their own."""

import hmac

from suite.errors import Unauthorized
from suite.http import Call
from suite.parsers import Secret


def require_token(call: Call, expected: Secret | None, *headers: str) -> None:
    """The token as bearer or in one of `headers`; Unauthorized. Without one set: open, but closed in production."""
    if expected is None or not expected:
        if call.service.settings.production:
            raise Unauthorized()
        return
    scheme, _, bearer = (call.header("Authorization") or "").partition(" ")
    given = [call.header(name) or "" for name in headers]
    if scheme.lower() == "bearer":
        given.append(bearer.strip())
    wanted = expected.reveal().encode()
    if not any(hmac.compare_digest(token.encode("latin-1", "replace"), wanted) for token in given):
        raise Unauthorized()
