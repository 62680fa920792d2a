"""`proof.sh hostile`: hostile inputs and half-open connections at every service, with ordinary traffic beside them."""

import argparse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from proof.assurance import judge, machine, put_table, table
from proof.hostile.addresses import victim
from proof.hostile.half_open import half_open
from proof.hostile.pages import hostile_site
from proof.hostile.requests import Attack, attacks, inner_addresses, send
from proof.ledger import ROUTES, Writers, reconcile
from proof.probes import Reader, Readers
from proof.suite import Suite, running_suite
from suite_ops.processes.patience import wait_until
from suite_ops.terminal import inform, warn

AT_ONCE = 24
ROUNDS, QUICK_ROUNDS = 4, 1
SLOWEST_P99_SECONDS = 1.0
# Memory of all web workers together, as a share of what it was, and what a heap keeps anyway.
RSS_SHARE, RSS_MORE_MB = 1.5, 300
REST_SECONDS = 60


def main(arguments: list[str]) -> int:
    """Exit status 0 when ordinary traffic was answered as promised and every worker lives."""
    parser = argparse.ArgumentParser(prog="proof.sh hostile", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every input once")
    parser.add_argument("--write", action="store_true", help="put the table into docs/assurance.md")
    options = parser.parse_args(arguments)
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    variables = {**ROUTES, "SCRAPE_ALLOW_HOSTS": "127.0.0.1"}
    with hostile_site() as site, victim() as inner, running_suite(variables) as suite:
        sent = [*inner_addresses(site, inner.port), *list(attacks(site)) * rounds]
        shown, problems, late = attack(suite, sent)
    shown += f" Connections to an inner address: {inner.reached}."
    problems += [f"an inner address was reached {inner.reached} times"] if inner.reached else []
    print(shown)
    if options.write:
        put_table("hostile", f"{machine()}\n\n{shown}")
    # A machine that does other work is slow by itself: the short form tells it and does not judge by it.
    for slow in late if options.quick else []:
        warn(slow)
    problems += [] if options.quick else late
    return judge(problems)


def attack(suite: Suite, sent: list[Attack]) -> tuple[str, list[str], list[str]]:
    """The table of figures, what was not as promised, and what was later than promised."""
    workers, before = {worker.pid for worker in suite.workers()}, _resident_mb(suite)
    writers, answers = Writers(suite), Counter[str]()
    inform(f"{len(sent)} hostile requests, {AT_ONCE} at once")
    begin = monotonic()
    with Readers(suite, pause=0.2) as readers, writers:
        with half_open(suite) as held, ThreadPoolExecutor(AT_ONCE) as pool:
            inform(f"{held} connections half open")
            for one, answer in zip(sent, pool.map(lambda one: send(suite, one), sent), strict=True):
                answers[f"{one.prefix} {answer}"] += 1
        seconds = monotonic() - begin
    problems = [
        f"{reader.name}: {count} reads failed: {kind}"
        for reader in readers.readers
        for kind, count in reader.problems(0).items()
    ]
    alive = {worker.pid for worker in suite.workers()}
    problems += [f"worker {pid} was killed" for pid in workers - alive]
    limit = before * RSS_SHARE + RSS_MORE_MB
    if not wait_until(lambda: _resident_mb(suite) <= limit, REST_SECONDS, pause=1):
        problems.append(f"memory does not come back: {_resident_mb(suite):.0f} MB, {before:.0f} MB before")
    failed = {status: count for status, count in writers.notes.answers.items() if status not in ("200", "201", "429")}
    problems += [f"ordinary writes: {count} answered {status}" for status, count in failed.items()]
    problems += [f"a service failed: {kind}, {count} times" for kind, count in answers.items() if kind.endswith(" 500")]
    verdict = reconcile(suite, writers.notes)
    problems += verdict.problems
    rows = [_row(reader) for reader in readers.readers]
    told = (
        f"{len(sent)} hostile requests and {held} half-open connections in {seconds:.0f} s;"
        f" {verdict.acknowledged} ordinary writes acknowledged, {len(verdict.lost)} lost."
        f" Web workers: {before:.0f} MB before, {_resident_mb(suite):.0f} MB after."
    )
    inform("; ".join(f"{kind}: {count}" for kind, count in sorted(answers.items())))
    return (
        f"{table(['ordinary reads of', 'answered', 'p50', 'p99', 'failed'], rows)}\n\n{told}",
        problems,
        [line for reader in readers.readers for line in _late(reader)],
    )


def _late(reader: Reader) -> list[str]:
    slow = _percentile(reader, 0.99)
    return [f"{reader.name}: p99 {slow:.2f} s, promised is 1 s"] if slow > SLOWEST_P99_SECONDS else []


def _row(reader: Reader) -> list[str]:
    times = [f"{_percentile(reader, share) * 1000:.0f} ms" for share in (0.5, 0.99)]
    return [reader.name, str(len(reader.asked)), *times, str(reader.problems(0).total())]


def _percentile(reader: Reader, share: float) -> float:
    taken = sorted(one.done - one.sent for one in reader.asked)
    return taken[min(len(taken) - 1, int(len(taken) * share))]


def _resident_mb(suite: Suite) -> float:
    return sum(worker.memory_info().rss for worker in suite.workers() if worker.is_running()) / 2**20
