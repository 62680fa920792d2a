"""docs/assurance.md: where figures stand between two marks, with the day and the class of machine."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime

import psutil

from suite.environment import find_root
from suite_ops.terminal import fail, succeed

PAGE = "docs/assurance.md"


def machine() -> str:
    """The day, and the machine the figures are of."""
    gigabytes = round(psutil.virtual_memory().total / 2**30)
    return f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores, {gigabytes} GB."


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def judge(problems: Sequence[str], held: str = "every promise held", *, most: int = 40, more: str = "") -> int:
    """Tell the first `most` of what was not as promised, or that all `held`; the exit status."""
    for problem in problems[:most]:
        fail(problem)
    if len(problems) > most:
        fail(f"and {len(problems) - most} more{more}")
    if not problems:
        succeed(held)
    return 1 if problems else 0


def put_table(name: str, text: str) -> None:
    """Replace what stands between `<!-- NAME -->` and `<!-- /NAME -->`."""
    path = find_root() / PAGE
    page = path.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, rest = page.split(begin)
    _, after = rest.split(end)
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
