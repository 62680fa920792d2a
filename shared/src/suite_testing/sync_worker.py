"""db-sync-worker as a process of its own."""

import os
from pathlib import Path

import yaml

from suite.environment import find_root
from suite_testing.databases import TestDatabase
from suite_testing.processes import TEST_ENVIRONMENT


def sync_environment(database: TestDatabase, source: str, file: Path, **stream: object) -> dict[str, str]:
    """Variables of a process that copies `source` from its beginning to `database`.

    `stream` changes the first stream of the service's own list, which is written to `file`.
    """
    root = find_root(Path(__file__))
    content = yaml.safe_load((root / "services" / "db-sync-worker" / "streams.yaml").read_text(encoding="utf-8"))
    content["streams"][0] |= {"start": "min", **stream}
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return {
        **os.environ,
        **TEST_ENVIRONMENT,
        "SUITE_ROOT": str(root),
        "DB_SYNC_DATABASE_URL": database.dsn("app_sync"),
        "QUESTDB_REST_URL": source,
        "DB_SYNC_STREAMS_FILE": str(file),
    }
