"""A service as production runs it: gunicorn with the suite's own configuration, on a port of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

import psutil
import requests

from suite.environment import find_root
from suite_ops.database.throwaway import free_port
from suite_ops.processes.patience import wait_until
from suite_testing.applications import ENVIRONMENT
from suite_testing.described_replies import check_over_the_wire

T = TypeVar("T")
PATIENCE_SECONDS = 60.0
TEST_ENVIRONMENT = {
    **ENVIRONMENT,
    "CORS_ORIGIN": "http://localhost:3103",
    "REDIS_URL": "",
    "METRICS_ACCESS": "open",
    "WEB_CONCURRENCY": "2",
}


class Caller(requests.Session):
    """A client of one service; requests name paths."""

    def __init__(self, url: str, headers: Mapping[str, str], module: str = "") -> None:
        super().__init__()
        self._module = module
        self.trust_env = False
        self.headers.update(headers)
        self._url = url

    def request(self, method: str, path: str, **options: Any) -> requests.Response:  # type: ignore[override]
        """Any request; a silent service fails the test after PATIENCE_SECONDS."""
        options.setdefault("timeout", PATIENCE_SECONDS)
        reply = super().request(method, self._url + path, **options)
        if not options.get("stream"):
            check_over_the_wire(self._module, reply)
        return reply


class RunningService:
    """One gunicorn with its workers: `module` is the WSGI application, `settings` its settings module.

    It is ready when `readiness` answers 200; a service without a database is never ready by its own word.
    """

    def __init__(
        self,
        module: str,
        settings: str,
        prefix: str,
        variables: Mapping[str, str],
        folder: Path,
        readiness: str = "/readyz",
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "service.log"
        self._module = module
        self._environment = {
            **{name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"},
            **TEST_ENVIRONMENT,
            "SUITE_ROOT": str(find_root(Path(__file__))),
            "SUITE_SETTINGS": settings,
            "SUITE_RUN_DIR": str(folder / "run"),
            f"{prefix}_PORT": str(self.port),
            **variables,
        }
        self._readiness = readiness
        self._workers_name = f"{prefix}_WORKERS"
        self._process: subprocess.Popen[bytes] | None = None

    def allow_origin(self, origin: str) -> None:
        """Let pages of `origin` call it; before it is started."""
        self.set("CORS_ORIGIN", origin)

    def set(self, name: str, value: str) -> None:
        """Another variable of its environment; before it is started."""
        self._environment[name] = value

    def start(self) -> None:
        """Start and wait until it is ready and every worker is there; RuntimeError with the log if not."""
        command = [sys.executable, "-m", "gunicorn", "-c", "python:suite.gunicorn_conf", self._module]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(command, env=self._environment, stdout=output, stderr=output)
        process = self._process
        wait_until(lambda: process.poll() is not None or self.complete(), PATIENCE_SECONDS)
        if not self.complete():
            self.stop()
            raise RuntimeError(f"{self._module} is not ready:\n{self.log.read_text(encoding='utf-8')}")

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Ask the master to end and wait for it; its exit status."""
        process = self.master
        workers = self.workers()
        process.send_signal(sign)
        try:
            return process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            for worker in psutil.wait_procs(workers, timeout=5)[1]:
                worker.kill()

    @property
    def master(self) -> subprocess.Popen[bytes]:
        """The gunicorn master."""
        assert self._process is not None, "the service was not started"
        return self._process

    @property
    def alive(self) -> bool:
        """Whether the master runs."""
        return self._process is not None and self._process.poll() is None

    def complete(self) -> bool:
        """Whether it is ready by all its workers: the first one answers before the next is forked."""
        wanted = self._environment.get(self._workers_name) or self._environment["WEB_CONCURRENCY"]
        return len(self.workers()) >= int(wanted) and self.ready()

    def workers(self) -> list[psutil.Process]:
        """The worker processes of this moment."""
        return psutil.Process(self.master.pid).children() if self.alive else []

    def ready(self) -> bool:
        """Whether its readiness is answered with 200."""
        try:
            # Not held against the document: until it listens, another may answer on the port.
            with requests.Session() as session:
                session.trust_env = False
                return session.get(f"{self.url}{self._readiness}", timeout=30).status_code == 200
        except requests.RequestException:
            return False

    def wait_until_ready(self) -> None:
        """Wait until it is ready; AssertionError when it stays unready."""
        assert wait_until(self.ready, PATIENCE_SECONDS), self.log.read_text(encoding="utf-8")

    def caller(self, user: str | None = None, **headers: str) -> Caller:
        """A client, in a user's name when one is given."""
        return Caller(self.url, {"X-User-Id": user, **headers} if user else headers, self._module)


@contextmanager
def running_service(
    module: str, settings: str, prefix: str, variables: Mapping[str, str], folder: Path, readiness: str = "/readyz"
) -> Iterator[RunningService]:
    """A started service, gone after the block; `variables` are added to the environment of a test."""
    service = RunningService(module, settings, prefix, variables, folder, readiness)
    service.start()
    try:
        yield service
    finally:
        if service.alive:
            service.stop()


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Results of jobs that all begin at the same moment, each in a thread of its own."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        barrier.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))
