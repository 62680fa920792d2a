"""The worker as a process of its own."""

import os
from pathlib import Path

from suite.environment import find_root
from suite_testing.databases import TestDatabase
from suite_testing.sync_worker import sync_environment


def environment_of(database: TestDatabase, source: str, **stream: object) -> dict[str, str]:
    """Variables of a process that copies `source` to `database` and forgets nothing; `stream` changes its stream."""
    folder = find_root(Path(__file__)) / "var" / "test-streams"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{os.getpid()}-{database.name}.yaml"
    return sync_environment(database, source, file, **{"retention": None, **stream})
