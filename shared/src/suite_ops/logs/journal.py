"""Logs of services that systemd runs: they are in its journal, and no file has them."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from time import time

from suite_ops.generate.gateway import GATEWAY
from suite_ops.logs.output import lines_of

# Which of the two is the gateway is a choice of the host, and the unit of nginx may be installed beside Caddy's.
_UNITS_BESIDE = {GATEWAY: ("caddy.service",)}
_CURSOR = "-- cursor: "


def units_of(name: str) -> list[str]:
    """The units that run a program of the suite, as far as systemd knows them."""
    if not shutil.which("journalctl") or not shutil.which("systemctl"):
        return []
    return [unit for unit in (unit_of(name), *_UNITS_BESIDE.get(name, ())) if _is_known(unit)]


def unit_of(name: str) -> str:
    """The unit of a program of the suite."""
    return f"colmeia-{name}.service"


def _is_known(unit: str) -> bool:
    return subprocess.run(["systemctl", "cat", unit], capture_output=True, check=False).returncode == 0


class JournalLog:
    """The log of a program in the journal, of all its units."""

    def __init__(self, name: str, units: Sequence[str]) -> None:
        self.name = name
        self._units = units
        # Where the backlog ended: what is written until somebody follows is told as well.
        self._place = ["--lines=0"]

    def backlog(self, since: float | None = None, most: int | None = None) -> Iterator[str]:
        """The last `most` lines written until now, and none before `since`."""
        self._place = ["--no-tail", f"--since=@{time():.6f}"]
        for line in lines_of(self.backlog_command(since, most)):
            if line.startswith(_CURSOR):
                self._place[-1] = f"--after-cursor={line.removeprefix(_CURSOR)}"
            else:
                yield line

    def backlog_command(self, since: float | None, most: int | None) -> list[str]:
        """How the journal is asked for them."""
        lines = f"--lines={'all' if most is None else most}"
        return [*self._command(), "--show-cursor", lines, *([f"--since=@{since:.6f}"] if since else [])]

    def coming(self) -> Iterator[str]:
        """Lines after the backlog, as they come. Never ends by itself."""
        yield from lines_of([*self._command(), "--follow", *self._place])

    def close(self) -> None:
        """Nothing is open between two questions."""

    def _command(self) -> list[str]:
        units = [f"--unit={unit}" for unit in self._units]
        return ["journalctl", *units, "--output=cat", "--no-pager", "--quiet"]
