"""The worker as a process of its own."""

import os
from pathlib import Path

import yaml

from suite.environment import find_root
from suite_testing.databases import TestDatabase
from suite_testing.processes import TEST_ENVIRONMENT


def environment_of(database: TestDatabase, source: str, start: str = "min", **stream: object) -> dict[str, str]:
    """Variables of a process that copies `source` to `database`; `stream` changes the streams file."""
    root = find_root(Path(__file__))
    folder = root / "var" / "test-streams"
    folder.mkdir(parents=True, exist_ok=True)
    content = yaml.safe_load((root / "services" / "db-sync-worker" / "streams.yaml").read_text(encoding="utf-8"))
    content["streams"][0] |= {"start": start, "retention": None, **stream}
    file = folder / f"{os.getpid()}-{database.name}.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return {
        **os.environ,
        **TEST_ENVIRONMENT,
        "SUITE_ROOT": str(root),
        "DB_SYNC_DATABASE_URL": database.dsn("app_sync"),
        "QUESTDB_REST_URL": source,
        "DB_SYNC_STREAMS_FILE": str(file),
    }
