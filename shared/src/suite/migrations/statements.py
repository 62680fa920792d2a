"""Where the statements of an SQL text begin and end, found without understanding them."""

import re
from collections.abc import Iterator

_OPAQUE = re.compile(
    r"""
      --[^\n]*                              # comment to the end of the line
    | /\*.*?\*/                             # block comment
    | \b[eE]'(?:[^'\\]|\\.|'')*'            # string with escapes
    | '(?:[^']|'')*'                        # string
    | "(?:[^"]|"")*"                        # quoted name
    | \$(?P<tag>[A-Za-z_]\w*|)\$.*?\$(?P=tag)\$   # dollar quoting
    """,
    re.VERBOSE | re.DOTALL,
)
_TRANSACTION_CONTROL = re.compile(r"\s*(begin|start\s+transaction|commit|rollback|abort)\b", re.IGNORECASE)


def split_statements(sql: str) -> Iterator[tuple[int, str]]:
    """(offset, statement) for every statement that is more than comments and blanks."""
    skeleton = _blank_out(sql)
    start = 0
    for part in skeleton.split(";"):
        end = start + len(part)
        if part.strip():
            offset = start + len(part) - len(part.lstrip())
            yield offset, sql[offset:end]
        start = end + 1


def transaction_control(sql: str) -> str | None:
    """The first word of the first statement that would end or open a transaction, in upper case."""
    for part in _blank_out(sql).split(";"):
        found = _TRANSACTION_CONTROL.match(part)
        if found:
            return found[1].upper()
    return None


def _blank_out(sql: str) -> str:
    """The same length: comments become blanks and quoted parts x, so that no `;` inside them counts."""

    def cover(match: re.Match[str]) -> str:
        text = match.group()
        return (" " if text.startswith(("--", "/*")) else "x") * len(text)

    return _OPAQUE.sub(cover, sql)
