"""Pytest plugin: `-p suite_testing.plugin` (set in pyproject.toml)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from suite.database import replica_assembly, replica_watch
from suite.environment import find_root
from suite_ops.database.binaries import find_binaries
from suite_ops.database.throwaway import prepared_cluster
from suite_testing import described_replies, left_processes, quick, several_at_a_time
from suite_testing.databases import TestCluster
from suite_testing.replica_server import StreamingReplica, streaming_replica


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--postgres`: whose the tests run on; `--left-programs`: what those do to a run; `--quick`: without programs."""
    parser.addoption("--postgres", choices=("embedded", "system"), default="embedded")
    parser.addoption("--left-programs", choices=("fail", "name"), default="fail")
    quick.add_option(parser)


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config: pytest.Config) -> Iterator[None]:
    """Before pytest-xdist looks how it shall run."""
    several_at_a_time.divide(config)
    return (yield)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out files that `--quick` leaves out."""
    return quick.leaves_out(collection_path, config) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests that `--quick` leaves out."""
    quick.choose(config, items)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Name what the run leaves behind, and let it fail; once, after the processes that share the tests have ended."""
    result = yield
    if not hasattr(session.config, "workerinput"):
        left = left_processes.end_left_processes()
        terminal = session.config.get_terminal_writer()
        for description in left:
            terminal.line(f"outlived the tests: {description}")
        fails = session.config.getoption("--left-programs") == "fail"
        if left and fails and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return result


def pytest_configure(config: pytest.Config) -> None:
    """Hold every reply against its description; let no test, and no process it starts, read this checkout's secrets."""
    left_processes.mark_run()
    quick.forbid_servers(config)
    described_replies.install()
    os.environ.setdefault("SUITE_TRACKED_ENV_OF", str(find_root(Path(__file__))))


@pytest.fixture(scope="session")
def test_cluster(pytestconfig: pytest.Config) -> Iterator[TestCluster]:
    """A PostgreSQL of this test session, with the suite's roles."""
    with prepared_cluster(find_binaries(pytestconfig.getoption("postgres"))) as (cluster, passwords):
        yield TestCluster(cluster, passwords)


@pytest.fixture(scope="session")
def streaming(pytestconfig: pytest.Config) -> Iterator[StreamingReplica]:
    """A second PostgreSQL with a streaming replica; whoever pauses or kills it brings it back."""
    with pytest.MonkeyPatch.context() as patch:
        # Looks come often, so that tests need not wait for them; and a busy machine is no silent replica.
        patch.setattr(replica_watch, "LOOK_SECONDS", 0.2)
        patch.setattr(replica_watch, "REST_SECONDS", 0.2)
        patch.setattr(replica_watch, "TRUSTED_SECONDS", 60.0)
        patch.setattr(replica_assembly, "WATCH_STATEMENT_MS", 30_000)
        with streaming_replica(find_binaries(pytestconfig.getoption("postgres"))) as replica:
            yield replica
