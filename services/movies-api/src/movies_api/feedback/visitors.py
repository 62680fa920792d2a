"""The key of a visitor: made by the client, known to nobody else, stored as a hash."""

import re
from collections.abc import Mapping
from hashlib import sha256

# A UUID or 128 bits in base 64 at least: nobody guesses another's key.
KEY = re.compile(r"[A-Za-z0-9_-]{22,64}")
FORM = "22 to 64 letters, digits, dashes and underscores"


def visitor_session(key: str) -> Mapping[str, str]:
    """What row level security is told: whose rows may be seen."""
    return {"app.visitor": sha256(key.encode()).hexdigest()}
