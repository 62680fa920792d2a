"""Bounded work under gevent: the loop answers others, and the child goes with its client, its greenlet, its worker."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psutil
import pytest
import requests

from suite_ops.processes.patience import wait_until
from suite_testing.processes import RunningService, running_service

HERE = str(Path(__file__).parent)
KILLED = """
from gevent import monkey
monkey.patch_all()
import os
import gevent
from suite.bounded import Bounded

work = Bounded("bounded_tasks:sleep", memory_mb=128, cpu_seconds=30, wall_seconds=600)
greenlet = gevent.spawn(work.run, 600)
while not work.processes:
    gevent.sleep(0.01)
process = work.processes[0]
while work._running == 0:
    gevent.sleep(0.01)
greenlet.kill()
print(os.path.exists(f"/proc/{process}"), work.processes, work.run(0))
work.close()
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    variables = {
        "PYTHONPATH": HERE,
        "SAMPLE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "SAMPLE_WORKERS": "1",
    }
    folder = tmp_path_factory.mktemp("site")
    module, settings = "bounded_site:application", "suite_testing.sample"
    with running_service(module, settings, "SAMPLE", variables, folder, readiness="/healthz") as service:
        yield service


def children(service: RunningService) -> list[int]:
    with service.caller() as caller:
        processes: list[int] = caller.get("/children").json()["processes"]
        return processes


def test_others_are_answered_meanwhile_and_the_child_ends_with_its_client(site: RunningService) -> None:
    with site.caller() as caller, pytest.raises(requests.ReadTimeout):
        caller.get("/sleep/600", timeout=3)
    # /children itself was answered while the worker waited for the child.
    assert wait_until(lambda: children(site) == [], 60)
    with site.caller() as caller:
        assert caller.get("/sleep/0").json() == {"slept": "slept"}
        assert 'bounded_tasks_total{result="left",service="sample-api",work="sleep"} 1.0' in caller.get("/metrics").text


def test_the_child_ends_with_its_worker(site: RunningService) -> None:
    with site.caller() as caller:
        caller.get("/sleep/0")
    (child,) = children(site)
    thread = Thread(target=ask_in_vain, args=(site,))
    thread.start()
    # Killed before it had the request, it would leave it to its successor.
    assert wait_until(lambda: 'bounded_running{service="sample-api",work="sleep"} 1.0' in metrics(site), 60)
    site.workers()[0].kill()
    thread.join()
    assert wait_until(lambda: not psutil.pid_exists(child), 60)


def metrics(service: RunningService) -> str:
    with service.caller() as caller:
        return caller.get("/metrics").text


def ask_in_vain(service: RunningService) -> None:
    with service.caller() as caller, pytest.raises(requests.ConnectionError):
        caller.get("/sleep/600")


def test_the_child_ends_with_its_greenlet() -> None:
    given = os.environ | {"PYTHONPATH": HERE}
    run = subprocess.run(
        [sys.executable, "-c", KILLED], env=given, capture_output=True, text=True, check=False, timeout=120
    )
    assert (run.stdout.strip(), run.stderr) == ("False [] slept", "")
