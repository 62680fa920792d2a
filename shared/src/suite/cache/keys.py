"""Names of keys as they are stored."""

import re
from hashlib import sha256

MAX_KEY = 100
_PLAIN = re.compile(r"[\w:.=-]+\Z", re.ASCII)


def key_name(key: str) -> str:
    """The key itself when it is short and plain, else its digest: users' words are neither stored nor unbounded."""
    if len(key) <= MAX_KEY and _PLAIN.match(key):
        return key
    return "sha256:" + sha256(key.encode()).hexdigest()
