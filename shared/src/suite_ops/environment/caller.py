"""The environment of whoever called start-all, for programs the supervisor starts, which keeps that of its first start.

The process environment wins over every file, so a later start-all with other variables must reach what it starts.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

NAME = "environment.json"
_OF_THE_SUPERVISOR = ("SUITE_ROOT", "PYTHONUNBUFFERED")


def remember_caller(run_dir: Path) -> None:
    """Keep this process's environment for programs started from now on; only its owner may read it."""
    run_dir.mkdir(parents=True, exist_ok=True)
    unfinished = run_dir / f".{NAME}.{os.getpid()}"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(dict(os.environ), file)
    unfinished.replace(run_dir / NAME)


def take_over_caller(run_dir: Path) -> None:
    """Make the remembered environment this process's own; nothing happens where none was remembered."""
    try:
        remembered: Mapping[str, str] = json.loads((run_dir / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    inherited = {name: os.environ[name] for name in _OF_THE_SUPERVISOR if name in os.environ}
    os.environ.clear()
    os.environ.update({**remembered, **inherited})


def forget_caller(run_dir: Path) -> None:
    """Remove what was remembered."""
    (run_dir / NAME).unlink(missing_ok=True)
