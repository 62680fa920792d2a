"""Load generators: wrk, or hey where wrk is not installed."""

import csv
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from bench.failures import BenchError

THREADS = 2
GRACE_SECONDS = 30
INSTALL = "no load generator: install wrk (apt install wrk, brew install wrk) or hey (apt install hey)"


@dataclass(frozen=True)
class Request:
    """One request of a load: `body` is JSON, `headers` are added to those of the load."""

    path: str
    method: str = "GET"
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def line(self) -> str:
        """As wrk.lua reads it."""
        own = self.headers | ({"Content-Type": "application/json"} if self.body else {})
        return "\t".join((self.method, self.path, self.body, *(f"{name}: {value}" for name, value in own.items())))


@dataclass(frozen=True)
class Load:
    """`requests` in turn from `connections` kept-alive connections for `seconds`."""

    address: str
    requests: Sequence[Request]
    headers: dict[str, str]
    connections: int
    seconds: int


@dataclass(frozen=True)
class Sample:
    """What the generator saw. Percentiles in milliseconds, None where it does not tell."""

    requests: int
    seconds: float
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


Generator = Callable[[Load], Sample]


def find_generator() -> tuple[str, Generator]:
    """Name and function of the best one installed; raises BenchError with how to install one."""
    for name, generator in (("wrk", run_wrk), ("hey", run_hey)):
        if shutil.which(name):
            return name, generator
    raise BenchError(INSTALL)


def run_wrk(load: Load) -> Sample:
    """All requests in turn, percentiles from wrk's own histogram. Raises BenchError on any failed request."""
    script = Path(__file__).with_name("wrk.lua")
    with tempfile.NamedTemporaryFile("w", prefix="bench-paths-", encoding="utf-8") as paths:
        paths.write("".join(f"{request.line()}\n" for request in load.requests))
        paths.flush()
        output = _run(
            [
                *("wrk", "-t", str(THREADS), "-c", str(load.connections), "-d", f"{load.seconds}s"),
                *("-s", str(script), *_header_options(load.headers), load.address, "--", paths.name, str(THREADS)),
            ],
            load,
        )
    return parse_wrk(output)


def parse_wrk(output: str) -> Sample:
    """The line wrk.lua wrote, behind wrk's own table."""
    told = json.loads(output.strip().splitlines()[-1])
    failures = {reason: told.pop(reason) for reason in ("refused", "late", "broken")}
    _refuse_failures(failures, told["requests"])
    return Sample(**told)


def run_hey(load: Load) -> Sample:
    """Only the first request: hey knows one. Raises BenchError on any failed request."""
    first = load.requests[0]
    if first.method != "GET":
        raise BenchError("hey repeats one request, and the same change again is none: writing is measured by wrk")
    output = _run(
        [
            *("hey", "-c", str(load.connections), "-z", f"{load.seconds}s", "-o", "csv"),
            *(*_header_options(load.headers | first.headers), load.address + first.path),
        ],
        load,
    )
    return parse_hey(output, load.seconds)


def parse_hey(output: str, seconds: float) -> Sample:
    """Hey's table of requests: seconds each took and the status it got."""
    rows = list(csv.DictReader(output.splitlines()))
    _refuse_failures({"refused": sum(row["status-code"] not in ("200", "304") for row in rows)}, len(rows))
    times = sorted(float(row["response-time"]) * 1000 for row in rows)
    p50, p95, p99 = (times[min(len(times) - 1, len(times) * part // 100)] for part in (50, 95, 99))
    return Sample(len(rows), seconds, p50, p95, p99)


def _header_options(headers: Mapping[str, str]) -> list[str]:
    return list(chain.from_iterable(("-H", f"{name}: {value}") for name, value in headers.items()))


def _run(command: list[str], load: Load) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=load.seconds + GRACE_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise BenchError(f"{command[0]} failed against {load.address} ({type(error).__name__})") from error
    return done.stdout


def _refuse_failures(failures: Mapping[str, int], requests: int) -> None:
    """A refusal is cheap and a late answer is missing from the percentiles: no rate can be trusted."""
    told = ", ".join(f"{count} {reason}" for reason, count in failures.items() if count)
    if told or not requests:
        raise BenchError(f"of {requests} requests there were {told or 'none answered'}")
