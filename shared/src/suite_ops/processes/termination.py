"""Ending a process that is known to be ours."""

from contextlib import suppress

import psutil

from suite_ops.processes.patience import wait_until


def end_process(process: psutil.Process, timeout: float) -> None:
    """SIGTERM, wait, then SIGKILL for it and every child that is left."""
    with suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        process.terminate()
        wait_until(lambda: not any(map(_runs, family)), timeout)
        kill_all([one for one in family if _runs(one)])


def kill_family(process: psutil.Process) -> None:
    """SIGKILL for a process and its children, at once."""
    with suppress(psutil.NoSuchProcess):
        kill_all([*process.children(recursive=True), process])


def kill_all(processes: list[psutil.Process], patience: float = 10) -> None:
    """SIGKILL for each, then wait until none runs.

    One that only waits for its parent to notice holds nothing any more: the first process of a container took 2 s for
    the orphans of an nginx, in which the next one could have listened.
    """
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    wait_until(lambda: not any(map(_runs, processes)), patience)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
