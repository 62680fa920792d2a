"""Keys of callers that speak as Firecrawl's SDKs do: `Authorization: Bearer fc-…`. Only their hashes are configured."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from suite.auth import Identity
from suite.auth.authenticator import Authenticator
from suite.auth.identity import parse_user_id
from suite.http import EDITOR
from suite.http.websockets import protocol_of, wants_websocket
from suite.parsers import as_list, reads_secret

PREFIX = "fc-"
_HASH = re.compile(r"[0-9a-f]{64}\Z")


@reads_secret
def as_key_hashes(value: str) -> tuple[tuple[str, str], ...]:
    """(hash, user) pairs of a comma list of `user:sha256`."""
    return tuple(as_key_hash(entry) for entry in as_list(value))


def as_key_hash(text: str) -> tuple[str, str]:
    """(hash, user) of `user:sha256`; ValueError for anything else."""
    user, _, digest = text.strip().rpartition(":")
    if not _HASH.match(digest.lower()):
        raise ValueError("is not user:sha256, the hash as 64 hexadecimal digits")
    return digest.lower(), parse_user_id(user)


class KeyAuthenticator(Authenticator):
    """Knows callers by a key of the list, and everybody else as `others` does."""

    def __init__(self, others: Authenticator, keys: Iterable[tuple[str, str]]) -> None:
        self._others = others
        self._users = dict(keys)

    def identify(self, environ: Mapping[str, Any]) -> Identity:
        """The caller of a request, an editor when a key names one.

        A WebSocket of the JavaScript SDKs has its key or token where the subprotocol stands.
        """
        if wants_websocket(environ) and "HTTP_AUTHORIZATION" not in environ and protocol_of(environ):
            environ = {**environ, "HTTP_AUTHORIZATION": f"Bearer {protocol_of(environ)}"}
        scheme, _, key = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() == "bearer" and key.strip().startswith(PREFIX):
            # The hash of what a caller sends tells him nothing about those in the list: no comparison to be timed.
            user = self._users.get(sha256(key.strip().encode("latin-1", "replace")).hexdigest())
            if user is not None:
                return Identity(user, EDITOR, "user")
        return self._others.identify(environ)
