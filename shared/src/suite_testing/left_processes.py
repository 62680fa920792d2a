"""Programs that tests started and that outlive the run: each one is named, ended, and makes the run fail.

Those whose parent ended first are nobody's children any more: they are known by a variable they inherited.
"""

import os
import secrets
from contextlib import suppress

import psutil

RUN = "PYTEST_RUN_ID"
PATIENCE_SECONDS = 10.0


def mark_run() -> None:
    """Give everything that is started from now on the number of this run."""
    os.environ.setdefault(RUN, secrets.token_hex(8))


def end_left_processes(patience: float = PATIENCE_SECONDS) -> list[str]:
    """Wait for what is about to end, end the rest; command lines of the rest."""
    _, left = psutil.wait_procs(_processes_of_run(), timeout=patience)
    described = [f"{process.pid} {_command(process)}" for process in left]
    for process in left:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, timeout=patience)
    return described


def _processes_of_run() -> list[psutil.Process]:
    own = psutil.Process()
    # What is still a child of ours may be about to end with us, as children behind a pipe do; where processes share
    # the tests theirs are nobody's children by now.
    ours = {own.pid, *(parent.pid for parent in own.parents()), *(child.pid for child in own.children(recursive=True))}
    return [process for process in psutil.process_iter() if process.pid not in ours and _belongs_to_run(process)]


def _belongs_to_run(process: psutil.Process) -> bool:
    with suppress(psutil.Error, OSError):
        return process.status() != psutil.STATUS_ZOMBIE and process.environ().get(RUN) == os.environ[RUN]
    return False


def _command(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())[:160]
    return "?"
