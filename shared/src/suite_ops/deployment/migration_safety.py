"""Which migrations old code survives: during a deployment, and after going back, both versions read one schema.

Additions are safe. What takes something away is a contraction: it is right one release after the last code that needed
it, and its file says so with a line `-- contract: REASON`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

CONTRACT = re.compile(r"^--\s*contract:\s*\S", re.MULTILINE)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_TEXT = re.compile(r"'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$", re.DOTALL)
_KEPT = r"(?!CONSTRAINT\b|DEFAULT\b|NOT\s+NULL\b|IDENTITY\b|EXPRESSION\b)"
_ADDED = r"\bADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?"
_NO_COLUMN = r"(?!CONSTRAINT\b|CHECK\b|FOREIGN\b|PRIMARY\b|UNIQUE\b)"
_PATTERNS = (
    (r"\bDROP\s+(TABLE|VIEW|MATERIALIZED\s+VIEW|COLUMN|SCHEMA|FUNCTION|TYPE|SEQUENCE)\b", "removes a {0}"),
    (rf"\bALTER\s+TABLE\b[^;]*\bDROP\s+{_KEPT}(\w+)", "drops {0}"),
    (r"\bRENAME\s+(?:COLUMN\s+\w+\s+)?TO\s+(\w+)", "renames to {0}"),
    (r"\bALTER\s+(?:COLUMN\s+)?(\w+)\s+(?:SET\s+DATA\s+)?TYPE\b", "changes the type of {0}"),
    (r"\bALTER\s+(?:COLUMN\s+)?(\w+)\s+SET\s+NOT\s+NULL\b", "makes {0} mandatory"),
    (rf"{_ADDED}{_NO_COLUMN}(\w+)(?![^,;]*\b(?:DEFAULT|GENERATED)\b)[^,;]*\bNOT\s+NULL\b", "adds mandatory {0}"),
    (r"\bTRUNCATE\s+(?:TABLE\s+)?(\w+)", "empties {0}"),
)
RULES = tuple((re.compile(pattern, re.IGNORECASE), words) for pattern, words in _PATTERNS)


@dataclass(frozen=True)
class Danger:
    """Something that code of the version before may not survive; `line` counts from 1."""

    line: int
    what: str


def find_dangers(sql: str) -> list[Danger]:
    """Contractions in a migration; none when its file declares them."""
    return [] if CONTRACT.search(sql) else list(_dangers(sql))


def _dangers(sql: str) -> Iterator[Danger]:
    bare = _TEXT.sub(_blank, _COMMENT.sub(_blank, sql))
    created = {name.lower() for name in re.findall(r"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)", bare, re.I)}
    for statement in re.finditer(r"[^;]+", bare):
        text = statement.group()
        altered = re.search(r"\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(\w+)", text, re.I)
        if re.match(r"\s*(?:CREATE|GRANT|REVOKE)\s", text, re.I) or (altered and altered[1].lower() in created):
            continue
        for pattern, words in RULES:
            found = pattern.search(text)
            if found:
                place = statement.start() + found.start()
                yield Danger(bare.count("\n", 0, place) + 1, words.format(found[1].lower()))
                break


def _blank(match: re.Match[str]) -> str:
    """Spaces instead of the match, so that lines keep their numbers."""
    return re.sub(r"[^\n]", " ", match[0])
