"""docs/assurance.md: where figures stand between two marks, with the day and the class of machine."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime

import psutil

from suite.environment import find_root

PAGE = "docs/assurance.md"


def machine() -> str:
    """The day, and the machine the figures are of."""
    gigabytes = round(psutil.virtual_memory().total / 2**30)
    return f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores, {gigabytes} GB."


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def put_table(name: str, text: str) -> None:
    """Replace what stands between `<!-- NAME -->` and `<!-- /NAME -->`."""
    path = find_root() / PAGE
    page = path.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, rest = page.split(begin)
    _, after = rest.split(end)
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
