"""Ending a process that is known to be ours."""

from contextlib import suppress

import psutil


def end_process(process: psutil.Process, timeout: float) -> None:
    """SIGTERM, wait, then SIGKILL for it and every child that is left."""
    with suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        process.terminate()
        _, alive = psutil.wait_procs(family, timeout)
        kill_all(alive)


def kill_family(process: psutil.Process) -> None:
    """SIGKILL for a process and its children, at once."""
    with suppress(psutil.NoSuchProcess):
        kill_all([*process.children(recursive=True), process])


def kill_all(processes: list[psutil.Process]) -> None:
    """SIGKILL for each, then wait until they are gone."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, 10)
