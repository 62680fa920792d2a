"""What scrape-proxy adds to a call of Firecrawl: python -m bench.scrape_overhead [--requests N] [--rate R].

A stand-in for Firecrawl answers at once with 10 kB. The same paced requests go to it directly and through the proxy;
the difference of the percentiles is the overhead, the growth of the workers' memory over the run is the leak.
"""

import argparse
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep

from suite_ops.database.binaries import find_binaries
from suite_ops.database.throwaway import free_port, prepared_cluster
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestCluster
from suite_testing.processes import RunningService, running_service

CONNECTIONS = 4
WARM_UP = 400
BODY = json.dumps({"url": "http://127.0.0.9/page"})
HEADERS = {"Content-Type": "application/json"}
STAND_IN = Path(__file__).parent / "stand_in_firecrawl.py"


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.scrape_overhead", description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--rate", type=int, default=200, help="requests a second")
    options = parser.parse_args(arguments)
    with stand_in() as upstream, proxy(upstream) as service:
        send(service.port, "/api/v1/scrape", WARM_UP, options.rate)
        before = resident(service)
        direct = send(upstream, "/v1/scrape", options.requests // 10, options.rate)
        through = send(service.port, "/api/v1/scrape", options.requests, options.rate)
        after = resident(service)
    for name, share in (("p50", 0.50), ("p95", 0.95), ("p99", 0.99)):
        one, other = percentile(direct, share), percentile(through, share)
        print(f"{name}: direct {one:.2f} ms, through the proxy {other:.2f} ms, overhead {other - one:.2f} ms")
    print(f"memory of the workers: {before:.1f} MiB before, {after:.1f} MiB after {len(through)} requests")
    return 0


def send(port: int, path: str, requests: int, rate: int) -> list[float]:
    """Milliseconds of each request; every connection keeps its own timetable."""

    def one_connection(number: int) -> list[float]:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Connections take turns: requests come evenly, not in bursts.
        taken, due = [], perf_counter() + number / rate
        for _ in range(requests // CONNECTIONS):
            sleep(max(0.0, due - perf_counter()))
            due += CONNECTIONS / rate
            began = perf_counter()
            connection.request("POST", path, BODY, HEADERS)
            answer = connection.getresponse()
            answer.read()
            taken.append((perf_counter() - began) * 1000)
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
        connection.close()
        return taken

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [value for values in pool.map(one_connection, range(CONNECTIONS)) for value in values]


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    return sorted(values)[int(len(values) * share)]


def resident(service: RunningService) -> float:
    """Resident memory of all workers, MiB."""
    return sum(worker.memory_info().rss for worker in service.workers()) / 1_048_576


@contextmanager
def stand_in() -> Iterator[int]:
    """The port of a stand-in in a process of its own."""
    port = free_port()
    process = subprocess.Popen([sys.executable, str(STAND_IN), str(port)])
    try:
        wait_until(lambda: answers(port), 10)
        yield port
    finally:
        process.kill()
        process.wait()


def answers(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def proxy(upstream: int) -> Iterator[RunningService]:
    """The service with two workers; its cache is off."""
    with prepared_cluster(find_binaries("embedded")) as (cluster, passwords), tempfile.TemporaryDirectory() as folder:
        database = TestCluster(cluster, passwords).clone("scrape-proxy", "scrape")
        variables = {
            "SCRAPE_PROXY_DATABASE_URL": database.dsn("app_scrape"),
            "FIRECRAWL_PROXY_BASE_URL": f"http://127.0.0.1:{upstream}",
            "SCRAPE_ENGINE": "firecrawl",
            "SCRAPE_CACHE_TTL_S": "0",
            "SCRAPE_ALLOW_HOSTS": "127.0.0.9",
        }
        module, settings = "scrape_proxy.wsgi:app", "scrape_proxy.settings"
        with running_service(module, settings, "SCRAPE_PROXY", variables, Path(folder)) as service:
            yield service


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
