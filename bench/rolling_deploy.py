"""Requests through the gateway while versions change: python -m bench.rolling_deploy [--seconds N] [--rate R].

A copy of the repository is started with its scripts on free ports. While requests come at a steady rate through the
one address, a migration is deployed (`scripts/deploy.sh`), then every service is restarted again and again until the
time is over. A request counts as failed when it is refused, reset, late (30 s) or answered with anything but what it
is answered at rest.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Event
from time import perf_counter, sleep

from bench.suite_copy import SuiteCopy, running_copy
from suite_testing.repository_copy import add_migration

CONNECTIONS = 16
LATE_SECONDS = 30
# Every so many requests a connection is opened anew: a socket nobody accepts on would show here only.
REQUESTS_A_CONNECTION = 25
ITEM = b'{"title": "T", "description": "D", "category": "dashboard", "priority": "high"}'
REQUESTS = (
    ("GET", "/main-sentiments", 200),
    ("GET", "/movies?limit=10", 200),
    ("GET", "/api/blog/posts?limit=10", 200),
    ("GET", "/blog/articles?limit=10", 200),
    ("GET", "/api/workspace/items?limit=10", 200),
    ("POST", "/api/workspace/items", 201),
    ("GET", "/api/docs/healthz", 200),
    ("GET", "/api/firecrawl/health", 200),
)
PERCENTILES = (("p50", 0.50), ("p95", 0.95), ("p99", 0.99), ("slowest", 0.999999))
# The first takes its lock, the second reads all rows.
MIGRATION = """
ALTER TABLE workspace_items ADD COLUMN trial_note text;
CREATE INDEX ix_workspace_items_trial_note ON workspace_items (trial_note, created_at);
"""


@dataclass
class Answers:
    """Milliseconds of what was answered rightly, and what else happened."""

    taken: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)


def main(arguments: list[str]) -> int:
    """Exit status 0 when no request failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.rolling_deploy", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--rate", type=int, default=200, help="requests a second")
    options = parser.parse_args(arguments)
    with running_copy() as suite:
        port = suite.port("GATEWAY")
        rest, _ = measure(port, options.rate, lambda: sleep(10))
        print(describe("at rest", rest))
        rounds = Rounds(suite, options.seconds)
        busy, seconds = measure(port, options.rate, rounds.run)
        print(describe(f"one deployment with a migration and {rounds.restarts} restarts of all, {seconds:.0f} s", busy))
    return 1 if busy.failed or rest.failed else 0


class Rounds:
    """A deployment, then restarts until the time is over."""

    def __init__(self, suite: SuiteCopy, seconds: int) -> None:
        self._suite = suite
        self._seconds = seconds
        self.restarts = 0

    def run(self) -> None:
        """Raises CalledProcessError when a script says that it failed."""
        end = perf_counter() + self._seconds
        add_migration(self._suite.root, "workspace-api", MIGRATION)
        self._suite.run("deploy.sh")
        while perf_counter() < end:
            self._suite.run("rolling-restart.sh")
            self.restarts += 1


def measure(port: int, rate: int, work: Callable[[], None]) -> tuple[Answers, float]:
    """What requests at `rate` a second are answered while `work` runs, and how long it ran in seconds."""
    answers, done = Answers(), Event()
    began = perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        asking: list[Future[None]] = [
            pool.submit(ask, port, number, rate, answers, done) for number in range(CONNECTIONS)
        ]
        try:
            work()
        finally:
            done.set()
        for one in asking:
            one.result()
    return answers, perf_counter() - began


def ask(port: int, number: int, rate: int, answers: Answers, done: Event) -> None:
    """Send requests of one connection by its own timetable; one that is late is sent at once."""
    connection = HTTPConnection("127.0.0.1", port, timeout=LATE_SECONDS)
    due, turn = perf_counter() + number / rate, number
    while not done.wait(max(0.0, due - perf_counter())):
        due += CONNECTIONS / rate
        turn += 1
        if turn % REQUESTS_A_CONNECTION == 0:
            connection.close()
        method, path, wanted = REQUESTS[turn % len(REQUESTS)]
        began = perf_counter()
        try:
            connection.request(method, path, ITEM if method == "POST" else None, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            reply.read()
        except (OSError, HTTPException) as error:
            answers.failed[f"{method} {path}: {type(error).__name__}"] += 1
            connection.close()
            continue
        if reply.status == wanted:
            answers.taken.append((perf_counter() - began) * 1000)
        else:
            answers.failed[f"{method} {path}: {reply.status}"] += 1
    connection.close()


def describe(name: str, answers: Answers) -> str:
    """One line of figures, and one for each kind of failure."""
    taken = sorted(answers.taken)
    figures = ", ".join(f"{label} {taken[int(len(taken) * share)]:.0f} ms" for label, share in PERCENTILES)
    failures = "".join(f"\n  {count} x {what}" for what, count in answers.failed.most_common())
    return f"{name}: {len(taken)} answered, {answers.failed.total()} failed; {figures}{failures}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
