"""Entity tags of records: the version of the row, then what else the reply depends on.

A change of the row itself is what If-Match guards against; a probe or a download in between is none.
"""

import re

from suite.errors import PreconditionFailed
from suite.http.etags import strong

_TAG = re.compile(r'(?P<weak>W/)?"(?P<version>\d+)(?:\.[^"]*)?"')


def tag_of(version: int, *rest: object) -> str:
    """`"3"`, or `"3.17"` where the reply also depends on something else."""
    return strong(".".join(str(part) for part in (version, *rest) if part is not None))


def require_version(if_match: str | None, version: int, tag: str) -> None:
    """PreconditionFailed unless If-Match is absent, `*`, or names this version of the row."""
    if if_match is None or if_match.strip() == "*":
        return
    named = (match["version"] for match in _TAG.finditer(if_match) if not match["weak"])
    if str(version) not in named:
        raise PreconditionFailed(headers={"ETag": tag})
