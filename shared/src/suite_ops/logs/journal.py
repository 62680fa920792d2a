"""Logs of services that systemd runs: they are in its journal, and no file has them."""

import shutil
import subprocess
from collections.abc import Iterator


def has_unit(name: str) -> bool:
    """Whether systemd knows the service of this name."""
    if not shutil.which("journalctl") or not shutil.which("systemctl"):
        return False
    shown = subprocess.run(["systemctl", "cat", unit_of(name)], capture_output=True, check=False)
    return shown.returncode == 0


def unit_of(name: str) -> str:
    """The unit of a program of the suite."""
    return f"colmeia-{name}.service"


def journal_lines(name: str, count: int | None, *, follow: bool) -> Iterator[str]:
    """The last `count` lines (None: all) as the service wrote them, and with `follow` those that come."""
    command = ["journalctl", f"--unit={unit_of(name)}", "--output=cat", "--no-pager", "--quiet"]
    command += [f"--lines={'all' if count is None else count}", *(["--follow"] if follow else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace") as journal:
        assert journal.stdout is not None
        try:
            for line in journal.stdout:
                yield line.rstrip("\n")
        finally:
            journal.terminate()
