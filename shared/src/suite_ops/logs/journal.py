"""Logs of services that systemd runs: they are in its journal, and no file has them."""

import shutil
import subprocess
from collections.abc import Iterator

from suite_ops.logs.output import lines_of


def has_unit(name: str) -> bool:
    """Whether systemd knows the service of this name."""
    if not shutil.which("journalctl") or not shutil.which("systemctl"):
        return False
    shown = subprocess.run(["systemctl", "cat", unit_of(name)], capture_output=True, check=False)
    return shown.returncode == 0


def unit_of(name: str) -> str:
    """The unit of a program of the suite."""
    return f"colmeia-{name}.service"


class JournalLog:
    """The log of a program in the journal."""

    def __init__(self, name: str) -> None:
        self.name = name

    def backlog(self, since: float | None = None, most: int | None = None) -> Iterator[str]:
        """The last `most` lines written until now, and none before `since`."""
        lines = f"--lines={'all' if most is None else most}"
        yield from lines_of([*self._command(), lines, *([f"--since=@{since:.6f}"] if since else [])])

    def coming(self) -> Iterator[str]:
        """Lines from now on. Never ends by itself."""
        yield from lines_of([*self._command(), "--lines=0", "--follow"])

    def close(self) -> None:
        """Nothing is open between two questions."""

    def _command(self) -> list[str]:
        return ["journalctl", f"--unit={unit_of(self.name)}", "--output=cat", "--no-pager", "--quiet"]
