"""The README's commands: the walk from a table of one's own to equality as it is printed, and no command unknown."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import psycopg2.extensions
from real_tables import readable_rows
from sync_bench import Bench
from worker_process import environment_of

from db_sync_worker.archive.cli import parse_words
from db_sync_worker.arguments import parse_arguments
from suite.environment import find_root
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase

README = (find_root(Path(__file__)) / "services" / "db-sync-worker" / "README.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"^ *\.venv/bin/python -m db_sync_worker(.*)$", re.MULTILINE)
PATIENCE_SECONDS = 120


def walk() -> list[str]:
    """Lines of the walk without the two that start the suite and a QuestDB."""
    section = README.partition("### A table of your own")[2]
    lines = section.partition("```bash\n")[2].partition("```")[0].splitlines()
    return [line for line in lines if not line.startswith("scripts/")]


def variables(database: TestDatabase, source: str, streams: Path) -> dict[str, str]:
    """Of a shell in which the walk is typed."""
    dsn = psycopg2.extensions.parse_dsn(database.dsn())
    owner = {"HOST": "host", "PORT": "port", "NAME": "dbname", "SUPERUSER": "user", "SUPERPASS": "password"}
    return {
        **environment_of(database, source),
        **{f"FRONTEND_APPS_DB_{name}": str(dsn[part]) for name, part in owner.items()},
        "DB_SYNC_STREAMS_FILE": str(streams),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }


def test_the_walk_from_a_table_of_ones_own_ends_in_equality(
    database: TestDatabase, real_bench: Bench, questdb: str, tmp_path: Path
) -> None:
    environment = variables(database, questdb, tmp_path / "streams.yaml")
    lines = [line.replace("localhost:9000", questdb.removeprefix("http://")) for line in walk()]
    assert len(lines) == 8
    asking = [line for line in lines if line.startswith("q")]

    def type_in(*typed: str) -> str:
        script = "\n".join(("set -e", *typed))
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=find_root(Path(__file__)),
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == 0, (typed, done.stdout, done.stderr)
        return done.stdout

    assert type_in(*asking).count("OK") == 2
    assert wait_until(lambda: readable_rows(questdb, "trades") == 10_000, PATIENCE_SECONDS)
    printed, made, copied, compared, status = map(type_in, lines[len(asking) :])
    assert 'CREATE TABLE "research"."trades"' in printed
    assert "-- done" in made
    assert "trades: ok, 10000 read, 10000 inserted, 0 updated, 0 unchanged, 0 rejected" in copied
    assert "0 differ, 0 with extra rows, 0 with quarantined rows, 0 with collapsed rows, 0 archived" in compared
    assert "trades  idle" in status
    assert real_bench.value("SELECT count(*) FROM research.trades") == 10_000


def test_every_command_of_the_readme_is_one_the_worker_takes() -> None:
    found = [shlex.split(words, comments=True) for words in COMMAND.findall(README)]
    assert len(found) >= 10
    for words in found:
        if words[:1] == ["archive"]:
            parse_words(words[1:])
        else:
            parse_arguments(words)
