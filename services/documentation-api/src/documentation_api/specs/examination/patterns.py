"""Regular expressions that strangers write (ECMA 262): compiled and matched within bounds."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jsonschema_rs

MAX_PATTERN = 10_000
# A backtracking match gives up after so many steps, and no program of a pattern is larger than this.
BACKTRACK_LIMIT, SIZE_LIMIT = 100_000, 4 * 1_048_576


@lru_cache(maxsize=2_048)
def is_pattern(pattern: str) -> bool:
    """Whether `pattern` is a regular expression; one that is only too large for us to run is one as well."""
    if _compiled(pattern) is not None:
        return True
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text; what cannot be told within bounds counts as found."""
    compiled = _compiled(pattern)
    return compiled is None or not any(_is_mismatch(error) for error in compiled.iter_errors(text))


def _is_mismatch(error: "jsonschema_rs.ValidationError") -> bool:
    import jsonschema_rs

    return not isinstance(error.kind, jsonschema_rs.ValidationErrorKind.BacktrackLimitExceeded)


@lru_cache(maxsize=2_048)
def _compiled(pattern: str) -> "jsonschema_rs.Draft202012Validator | None":
    import jsonschema_rs

    if len(pattern) > MAX_PATTERN:
        return None
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACK_LIMIT, size_limit=SIZE_LIMIT)
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=options, offline=True)
    except (ValueError, jsonschema_rs.ValidationError):
        return None
