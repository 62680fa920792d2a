"""`proof.sh network`: a bad line between every service and PostgreSQL, and Redis, under readers and writers."""

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, sleep

from proof.assurance import judge, machine, put_table, table
from proof.ledger import ROUTES, Writers, reconcile
from proof.network.proxy import Line, Proxy
from proof.probes import Reader, Readers
from proof.suite import SERVICES, Suite, running_suite
from suite_ops.processes.patience import wait_until
from suite_ops.terminal import inform

LINES = (Line.SLOW, Line.RESET, Line.HALF_OPEN, Line.CUT, Line.SILENT, Line.DRIPPING)
QUICK = (Line.RESET, Line.SILENT)
FAULT_SECONDS, QUICK_SECONDS = 20, 6
PATIENCE_SECONDS = 60
# What a service may do with a read it cannot answer: say so.
SAID = {"503", "504", "502"}
POSTGRES, REDIS = "PostgreSQL", "Redis"


@dataclass(frozen=True)
class Row:
    """A bad line before `server`, and what it came to; seconds, and failed reads by kind."""

    server: str
    line: Line
    recovered_after: float
    slowest: float
    reads: int
    failed: Counter[str]
    problems: tuple[str, ...]


def main(arguments: list[str]) -> int:
    """Exit status 0 when every promise held and no write was lost or doubled."""
    parser = argparse.ArgumentParser(prog="proof.sh network", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two kinds of bad lines, shorter")
    parser.add_argument("--write", action="store_true", help="put the table into docs/assurance.md")
    options = parser.parse_args(arguments)
    lines, seconds = (QUICK, QUICK_SECONDS) if options.quick else (LINES, FAULT_SECONDS)
    with running_suite(ROUTES) as suite, behind_proxies(suite) as (behind, proxies):
        inform(f"{len(lines)} kinds of bad lines, {seconds} s each, before {' and '.join(proxies)}")
        workers = {worker.pid for worker in behind.workers()}
        writers = Writers(behind)
        with Readers(behind) as readers, writers:
            rows = [
                try_line(readers, name, proxy, line, seconds)
                for name, proxy in proxies.items()
                for line in lines
                if wait_until(readers.all_answer, PATIENCE_SECONDS)
            ]
        verdict = reconcile(suite, writers.notes)
        restarted = len(workers - {worker.pid for worker in behind.workers()})
    told = (
        f"{verdict.acknowledged} writes acknowledged, {len(verdict.lost)} lost, {len(verdict.doubled)} doubled;"
        f" {restarted} workers restarted."
    )
    shown = f"{line_table(rows)}\n\n{told}"
    print(shown)
    if options.write:
        put_table("network", f"{machine()}\n\n{shown}")
    problems = [f"{row.server}, {row.line.value}: {problem}" for row in rows for problem in row.problems]
    problems += verdict.problems
    problems += [f"{restarted} workers were restarted"] if restarted else []
    problems += ["not every line was tried"] if len(rows) < len(lines) * len(proxies) else []
    return judge(problems)


@contextmanager
def behind_proxies(suite: Suite) -> Iterator[tuple[Suite, dict[str, Proxy]]]:
    """The suite once more, its services started again behind a proxy for each server they stand on."""
    proxies = {POSTGRES: Proxy(int(suite.environment["FRONTEND_APPS_DB_PORT"]))}
    if suite.redis_port:
        proxies[REDIS] = Proxy(suite.redis_port)
    port = str(proxies[POSTGRES].port)
    changed = {f"{prefix}_DATABASE_PORT": port for prefix, _ in SERVICES.values()}
    if REDIS in proxies:
        changed["REDIS_URL"] = f"redis://127.0.0.1:{proxies[REDIS].port}/0"
    behind = Suite(suite.root, {**suite.environment, **changed}, suite.redis_port)
    try:
        behind.run("stop-all.sh")
        behind.run("start-all.sh")
        yield behind, proxies
    finally:
        # PostgreSQL ends when its clients have left.
        behind.run("stop-all.sh", "--force", check=False)
        for proxy in proxies.values():
            proxy.close()


def try_line(readers: Readers, server: str, proxy: Proxy, line: Line, seconds: float) -> Row:
    """A bad line for some seconds, then a good one until every reader is answered well."""
    since = monotonic()
    with proxy.being(line):
        sleep(seconds)
    over = monotonic()
    recovered = wait_until(lambda: all(answers_since(one, over) for one in readers.readers), PATIENCE_SECONDS)
    asked = [one for reader in readers.readers for one in reader.asked if one.sent >= since]
    failed = sum((reader.problems(since) for reader in readers.readers), Counter[str]())
    last_failed = max(reader.recovered_after(since) for reader in readers.readers)
    problems = [] if recovered else [f"not everything answers {PATIENCE_SECONDS} s later"]
    # Nobody's reads need Redis.
    allowed = set() if server == REDIS else SAID
    problems += [f"{count} reads ended as {kind}" for kind, count in failed.items() if kind not in allowed]
    return Row(
        server,
        line,
        max(0.0, since + last_failed - over),
        max((one.done - one.sent for one in asked), default=0.0),
        len(asked),
        failed,
        tuple(problems),
    )


def answers_since(reader: Reader, moment: float, count: int = 10) -> bool:
    """Whether the last requests all went well, and were sent after a moment: one that hangs has told nothing."""
    last = reader.asked[-count:]
    return reader.answers(count) and last[0].sent >= moment


def line_table(rows: list[Row]) -> str:
    """Markdown."""
    cells = [
        [
            row.server,
            row.line.value,
            f"{row.recovered_after:.1f} s",
            f"{row.slowest:.1f} s",
            f"{row.reads}, {', '.join(f'{count} {kind}' for kind, count in row.failed.most_common()) or 'none'}",
        ]
        for row in rows
    ]
    return table(["before", "line", "last failed read after its end", "slowest read", "reads, failed"], cells)
