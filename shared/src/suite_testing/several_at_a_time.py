"""How a run of the tests is divided: several files at a time, unless the caller says otherwise or names few of them.

Files and not single tests are handed out: what a file starts, it starts once.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

FEW_FILES = 10
SLOWEST_SHOWN = 15


def divide(config: pytest.Config) -> None:
    """Let pytest-xdist run the files beside each other, and show progress and the slowest tests."""
    option = config.option
    # One that is a part of a divided run already has the same arguments; dividing it again would never end.
    if hasattr(config, "workerinput"):
        return
    if option.numprocesses is not None or option.usepdb or option.collectonly or option.dist != "no":
        return
    if names_few_files(config.args):
        return
    option.numprocesses, option.dist = processes_for(os.cpu_count() or 1), "loadfile"
    if option.durations is None:
        option.durations = SLOWEST_SHOWN


def names_few_files(arguments: Sequence[str]) -> bool:
    """Whether all that is asked for is in a handful of files: starting processes would cost more than it saves."""
    named = {Path(argument.partition("::")[0]) for argument in arguments}
    files = {file for path in named for file in (path.rglob("test_*.py") if path.is_dir() else [path])}
    return len(files) <= FEW_FILES


def processes_for(cores: int) -> int:
    """One more than there are cores: tests wait more than they compute."""
    return cores + 1
