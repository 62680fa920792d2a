"""The environment of whoever called start-all, rolling-restart or rotate-secret, for what the supervisor starts.

The supervisor keeps the environment of its first start, and the process environment wins over every file: so a later
call with other variables must reach what it starts.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

NAME = "environment.json"
_OF_THE_SUPERVISOR = ("SUITE_ROOT", "PYTHONUNBUFFERED")


def remember_caller(run_dir: Path) -> None:
    """Keep this process's environment for programs started from now on; only its owner may read it."""
    _store(run_dir, os.environ)


def take_over_caller(run_dir: Path) -> None:
    """Make the remembered environment this process's own; nothing happens where none was remembered."""
    remembered = _remembered(run_dir)
    if remembered is None:
        return
    inherited = {name: os.environ[name] for name in _OF_THE_SUPERVISOR if name in os.environ}
    os.environ.clear()
    os.environ.update({**remembered, **inherited})


@contextmanager
def added_to_caller(run_dir: Path, *, remember: bool = True) -> Iterator[Mapping[str, str]]:
    """Remember this process's variables beside those that are remembered, which it has as well inside the block.

    Gives what was remembered before; that it is again when the block fails. Without `remember` it never changes.
    """
    remembered, own = _remembered(run_dir), dict(os.environ)
    if remembered is None:
        yield own
        return
    os.environ.update({**remembered, **own})
    try:
        if remember:
            remember_caller(run_dir)
        yield remembered
    except BaseException:
        if remember:
            _store(run_dir, remembered)
        raise
    finally:
        os.environ.clear()
        os.environ.update(own)


def forget_caller(run_dir: Path) -> None:
    """Remove what was remembered."""
    (run_dir / NAME).unlink(missing_ok=True)


def _store(run_dir: Path, variables: Mapping[str, str]) -> None:
    run_dir.mkdir(parents=True, exist_ok=True)
    unfinished = run_dir / f".{NAME}.{os.getpid()}"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(dict(variables), file)
    unfinished.replace(run_dir / NAME)


def _remembered(run_dir: Path) -> Mapping[str, str] | None:
    try:
        remembered: Mapping[str, str] = json.loads((run_dir / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return remembered
