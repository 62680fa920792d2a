"""Statements as they may be shown: without their values, on one line."""

import re

LONGEST = 160
LONGEST_READ = 4_096
# A quoted name, a comment, a text, a name, a number: names stay, what else there is is a value. An apostrophe of a
# comment would begin a text, and a text would end it. After a comment within a comment nothing is shown.
_TOKEN = re.compile(
    r"""(?P<name>"[^"]*")|(?P<comment>--[^\n]*|/\*(?:(?!/\*).)*?\*/|/\*.*)|
    [eE]'(?:[^'\\]|\\.)*'?|'[^']*'?|(?P<word>\$\d+|[^\W\d]\w*)|\d[\w.]*""",
    re.DOTALL | re.VERBOSE,
)
# What is between dollars has an end that is not worth looking for.
_DOLLARS = re.compile(r"\$(?:[^\W\d]\w*)?\$")


def without_values(statement: str) -> str:
    """Texts and numbers replaced by `?`; where a value has no end in sight, the rest is left out."""
    begun = _DOLLARS.split(statement[:LONGEST_READ], maxsplit=1)
    masked = _TOKEN.sub(_shown, begun[0])
    line = " ".join([*masked.split(), *(["?"] if len(begun) > 1 else [])])
    # Two quotes within a text begin another one right behind it.
    line = re.sub(r"\?{2,}", "?", line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _shown(found: re.Match[str]) -> str:
    if found.lastgroup == "comment":
        return " "
    return found[0] if found.lastgroup in ("name", "word") else "?"
