"""`--quick`: tests that start no PostgreSQL, no other server and no browser; what the pure parts of everything do.

Its counterpart is `--only-database`: tests on a database and nothing beside, for a run on another PostgreSQL.

Said in one place: fixtures that start something are listed here, files that start something themselves in `not_quick`
of pyproject.toml. A test that starts a server all the same fails.
"""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

SERVERS = frozenset(
    {"postgres", "initdb", "redis-server", "nginx", "caddy", "promtool", "java", "chromium", "pgbouncer", "etcd"}
)
STARTING = {"test_cluster", "streaming", "prepared", "questdb", "pubsub"}


def add_option(parser: pytest.Parser) -> None:
    """`--quick`, and the list."""
    parser.addoption("--quick", action="store_true", help="only tests that start no server and no browser")
    parser.addoption("--only-database", action="store_true", help="only tests on a database that start nothing else")
    parser.addini("not_quick", "files that --quick leaves out, as patterns of paths", type="linelist")


def leaves_out(path: Path, config: pytest.Config) -> bool:
    """Whether a file is left out of this run."""
    if not (config.getoption("--quick") or config.getoption("--only-database")) or not path.is_relative_to(
        config.rootpath
    ):
        return False
    relative = path.relative_to(config.rootpath)
    return any(relative.match(pattern) for pattern in config.getini("not_quick"))


def forbid_servers(config: pytest.Config) -> None:
    """Let every start of a server fail in this process, when the run is quick."""
    if config.getoption("--quick"):
        sys.addaudithook(_refuse_server)


def _refuse_server(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "subprocess.Popen" and os.path.basename(os.fsdecode(arguments[0])) in SERVERS:
        raise RuntimeError(f"--quick starts no server: name this file in not_quick of pyproject.toml ({arguments[0]})")


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out of `items` what needs a program, or with `--only-database` what needs none or another one."""
    if config.getoption("--only-database"):
        left_out = [item for item in items if STARTING & set(getattr(item, "fixturenames", ())) != {"test_cluster"}]
    elif config.getoption("--quick"):
        left_out = [item for item in items if STARTING & set(getattr(item, "fixturenames", ()))]
    else:
        return
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]
