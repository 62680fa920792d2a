"""Byte ranges (RFC 9110 section 14)."""

import re

from suite.errors import AppError

# Nothing is given back: a header of blanks would else cost the cube of its length.
_RANGE = re.compile(r"\s*+bytes\s*+=\s*+(\d*+)\s*+-\s*+(\d*+)\s*+", re.IGNORECASE)
MAX_DIGITS = 18


class RangeNotSatisfiable(AppError):
    """Range not satisfiable"""

    status = 416
    code = "RANGE_NOT_SATISFIABLE"

    def __init__(self, size: int) -> None:
        super().__init__(headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})


def range_of(header: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte that is asked for; None for the whole: no range, several, or one that is malformed."""
    match = _RANGE.fullmatch(header or "")
    if not match or max(map(len, match.groups())) > MAX_DIGITS or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise RangeNotSatisfiable(size)
        return size - length, size - 1
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise RangeNotSatisfiable(size)
    return int(first), min(int(last), size - 1) if last else size - 1
