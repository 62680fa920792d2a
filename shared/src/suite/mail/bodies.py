"""The two parts of a mail, each in the plainest form that brings it over unchanged."""

import base64
import re
from hashlib import sha256

from suite.mail.errors import PermanentFailure
from suite.text.storable import is_storable_text

# Longer lines are cut on the way; RFC 5322 allows 998.
MAX_LINE = 900
_LINE_END = re.compile(r"\r\n|\r|\n")
# What servers and mailboxes change: blanks at the end, a dot alone, `From ` at the beginning, controls.
_CHANGED = re.compile(r"[ \t]$|^From |^\.|[^\t\n -~]", re.MULTILINE)


def alternative(text: str, html: str) -> str:
    """Headers and body of multipart/alternative with the text first, as RFC 2046 wants the better form last."""
    parts = [part("plain", text), part("html", html)]
    boundary = f"=_{sha256(''.join(parts).encode()).hexdigest()[:40]}"
    lines = [f'Content-Type: multipart/alternative; boundary="{boundary}"', ""]
    for content in parts:
        lines += [f"--{boundary}", content]
    return "\r\n".join([*lines, f"--{boundary}--", ""])


def part(subtype: str, text: str) -> str:
    """One part. Line ends are those of mails; everything else arrives as it is."""
    if not is_storable_text(text):
        raise PermanentFailure("the text holds what no mail can")
    lines = _LINE_END.split(text)
    plain = _CHANGED.search("\n".join(lines)) is None and all(len(line) <= MAX_LINE for line in lines)
    content = "\r\n".join(lines)
    if not plain:
        encoded = base64.b64encode(content.encode()).decode("ascii")
        content = "\r\n".join(encoded[place : place + 76] for place in range(0, len(encoded), 76))
    headers = f"Content-Type: text/{subtype}; charset={'us-ascii' if plain else 'utf-8'}"
    return f"{headers}\r\nContent-Transfer-Encoding: {'7bit' if plain else 'base64'}\r\n\r\n{content}"
