"""All sides over the same site, in turns."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

import psutil

from bench.contender import ROOT
from bench.crawl.figures import HEADER, CrawlFigures, row_of
from bench.crawl.ours import crawl_with_ours
from bench.crawl.peers import CRAWL_PEERS, CrawlPeer
from bench.failures import BenchError, Missing
from bench.usage import Usage, measure_usage
from suite_ops.database.binaries import find_binaries
from suite_ops.database.cluster import Cluster
from suite_ops.database.throwaway import prepared_cluster
from suite_testing.databases import TestCluster

NAME, TITLE = "crawl", "2 000 varied pages on loopback: links, Markdown of the main part, robots.txt"
OURS = "scrape-proxy"
PAGES, QUICK_PAGES = 2_000, 400
ROUNDS, QUICK_ROUNDS = 3, 1
Rounds = dict[str, list[CrawlFigures]]
Crawl = Callable[[], CrawlFigures]


def compare_crawls(quick: bool, results: Path) -> None:
    """Print the table and write it below `results`."""
    missing: dict[str, str] = {}
    peers = [peer for peer in CRAWL_PEERS if is_there(peer, missing)]
    with served(QUICK_PAGES if quick else PAGES) as address, prepared_cluster(find_binaries("embedded")) as prepared:
        rounds_of = take_rounds(address, *prepared, peers, QUICK_ROUNDS if quick else ROUNDS)
    lines = [*table_of(rounds_of), *(f"\nMissing: {name} ({why})" for name, why in missing.items())]
    print("\n".join(lines))
    if not quick:
        (results / f"{NAME}.md").write_text("\n".join([f"# {TITLE}", "", *lines, ""]), encoding="utf-8")


def is_there(peer: CrawlPeer, missing: dict[str, str]) -> bool:
    """Whether a peer can take part; else why not."""
    try:
        peer.prepare()
    except Missing as error:
        missing[peer.name] = str(error)
    return peer.name not in missing


@contextmanager
def served(pages: int) -> Iterator[str]:
    """The address of the site, in a process of its own."""
    command = [sys.executable, "-m", "bench.crawl.site", str(pages)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def take_rounds(
    address: str, cluster: Cluster, passwords: Mapping[str, str], peers: list[CrawlPeer], rounds: int
) -> Rounds:
    """Figures of every side, round by round, the next round in the opposite order."""
    databases = TestCluster(cluster, passwords)

    def usage() -> Usage:
        process = cluster.running()
        if process is None:
            raise BenchError("PostgreSQL ended during the measurement")
        return measure_usage(psutil.Process(process.pid))

    sides: list[tuple[str, Crawl]] = [(OURS, lambda: crawl_with_ours(address, databases, usage))]
    sides += [(peer.name, partial(peer.crawl, address)) for peer in peers]
    rounds_of: Rounds = {}
    for number in range(rounds):
        for name, crawl in sides if number % 2 == 0 else reversed(sides):
            rounds_of.setdefault(name, []).append(crawl())
    return {name: rounds_of[name] for name, _ in sides}


def table_of(rounds_of: Rounds) -> list[str]:
    """The median round of each side, by pages for a second of processor time."""
    shown = {name: middle(figures) for name, figures in rounds_of.items()}
    return [*HEADER, *(row_of(name, figures, shown[OURS]) for name, figures in shown.items())]


def middle(figures: list[CrawlFigures]) -> CrawlFigures:
    """The round nearest to the median."""
    wanted = median(one.per_core_in_all for one in figures)
    return min(figures, key=lambda one: abs(one.per_core_in_all - wanted))
