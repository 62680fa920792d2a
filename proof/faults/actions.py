"""What is done to the suite, one function a fault; each returns when the fault is there, or over when it is told so."""

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import psutil

from proof.calls import send
from proof.probes import ask
from proof.suite import SERVICES, Suite, start_redis, stop_redis
from suite_ops.processes.patience import wait_until

OUTAGE_SECONDS = 5
COMPANIONS = ("blog-api-worker", "scrape-proxy-worker", "db-sync-worker-worker", "notifications-api-worker")
ITEM = {"title": "on a full disk", "description": "D" * 2_000, "category": "dashboard", "priority": "high"}


class Broken(Exception):
    """The suite did something it must not do during a fault; the text says what."""


@dataclass(frozen=True)
class Fault:
    """`promised` is the longest a connection may be refused, in seconds; None where refusals are the fault itself."""

    name: str
    act: Callable[[Suite], None]
    promised: float | None


def kill_workers(suite: Suite) -> None:
    """One web worker of each service."""
    for master in suite.masters():
        _kill(master.children()[:1])


def kill_masters(suite: Suite) -> None:
    """The gunicorn master of each service."""
    _kill(suite.masters())


def kill_parents(suite: Suite) -> None:
    """The process of each service that holds its socket."""
    _kill_recorded(suite, SERVICES)


def kill_companions(suite: Suite) -> None:
    """Every worker beside a web server."""
    _kill_recorded(suite, COMPANIONS)


def kill_database(suite: Suite) -> None:
    """The first process of PostgreSQL."""
    server = suite.database()
    _kill([server] if server else [])


def kill_gateway(suite: Suite) -> None:
    """The master of nginx."""
    _kill_recorded(suite, ["gateway"])


def stop_cache(suite: Suite) -> None:
    """Redis, for some seconds."""
    stop_redis(suite)
    sleep(OUTAGE_SECONDS)
    start_redis(suite)


def kill_supervisor(suite: Suite) -> None:
    """The supervisor; then start-all, as somebody would who notices."""
    psutil.Process(int((suite.disk / "run" / "supervisord.pid").read_text())).kill()
    suite.run("start-all.sh")


def freeze_database(suite: Suite) -> None:
    """PostgreSQL with all its sessions, for some seconds."""
    server = suite.database()
    if server is None:
        raise Broken("the database does not run")
    frozen = [server, *server.children(recursive=True)]
    _signal(frozen, signal.SIGSTOP)
    sleep(OUTAGE_SECONDS)
    _signal(frozen, signal.SIGCONT)


def fill_disk(suite: Suite) -> None:
    """Every byte of the disk of the suite; reads must go on, writes be refused as JSON, and a restart work."""
    with _filled(suite.disk / "ballast"):
        if not wait_until(lambda: _write(suite) in (503, 507), 30):
            raise Broken(f"a write on a full disk is answered {_write(suite)}")
        for _ in range(20):
            problems = {name: ask(suite.port(prefix), path) for name, (prefix, path) in SERVICES.items()}
            failed = {name: problem for name, problem in problems.items() if problem}
            if failed:
                raise Broken(f"reads on a full disk: {failed}")
            sleep(0.2)
        _kill(suite.workers())
        if not wait_until(lambda: not any(ask(suite.port(prefix), path) for prefix, path in SERVICES.values()), 60):
            raise Broken("killed workers do not come back on a full disk")
    if not wait_until(lambda: _write(suite) == 201, 60):
        raise Broken("writes do not come back with the space")


def _write(suite: Suite) -> int:
    status, _ = send(suite.port("WORKSPACE"), "POST", "/api/items", ITEM)
    return status


@contextmanager
def _filled(path: Path) -> Iterator[None]:
    """Not a byte is left on the disk of a file during the block."""
    for size in (65_536, 512):
        with suppress(OSError), path.open("ab", buffering=0) as ballast:
            while True:
                ballast.write(b"\0" * size)
    try:
        yield
    finally:
        path.unlink()


def faults(suite: Suite, *, own_disk: bool) -> Iterator[Fault]:
    """All that can be done here."""
    yield Fault("a worker of each service killed", kill_workers, 0)
    yield Fault("every gunicorn master killed", kill_masters, 1)
    yield Fault("every parent that holds a socket killed", kill_parents, 0.5)
    yield Fault("every companion killed", kill_companions, 0)
    yield Fault("PostgreSQL killed", kill_database, 0)
    yield Fault(f"PostgreSQL frozen for {OUTAGE_SECONDS} s", freeze_database, 0)
    if suite.redis_port:
        yield Fault(f"Redis gone for {OUTAGE_SECONDS} s", stop_cache, 0)
    if suite.process("gateway"):
        yield Fault("nginx killed", kill_gateway, None)
    yield Fault("the supervisor killed, then start-all", kill_supervisor, None)
    if own_disk:
        yield Fault("the disk full, then not", fill_disk, 0)


def _kill_recorded(suite: Suite, names: Iterable[str]) -> None:
    _kill([process for name in names for process in [suite.process(name)] if process])


def _kill(processes: list[psutil.Process]) -> None:
    if not processes:
        raise Broken("there is nothing to kill")
    _signal(processes, signal.SIGKILL)


def _signal(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)
