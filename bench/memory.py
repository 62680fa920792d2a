"""What the suite holds in memory: proportional at rest, and resident in each worker after many mixed requests.

A copy of the repository is started as a developer starts it, without console and gateway, with its own PostgreSQL. PSS
counts a page that several processes share once over all of them, so sums of it mean something; RSS counts it for each.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import sleep

import psutil
import requests

from bench.suite_copy import SuiteCopy, running_copy
from suite_ops.manifest import load_manifest

# Longer than what a start opened stays open unused (`suite.database.pool.IDLE_SECONDS`, looked at as often).
REST_SECONDS = 75
CLIENTS = 8
ANSWERED_SECONDS = 5
PSS_WANTED, RSS_WANTED = 500, 75
LEFT_OUT = ("console", "gateway")


@dataclass(frozen=True)
class Holding:
    """MiB of one program with all its processes; `worker_rss` of its largest, None before the requests."""

    name: str
    processes: int
    pss: float
    largest_rss: float
    worker_rss: float | None = None


def measure_memory(requests_each: int, results: Path) -> None:
    """Print and write what the suite holds; `requests_each` are made to each service."""
    with running_copy("--no-console", "--no-gateway") as suite:
        sleep(REST_SECONDS)
        rest = holdings(suite.root)
        loaded = {name: load_service(suite, name, requests_each) for name in service_names(suite)}
        after = {holding.name: holding for holding in holdings(suite.root)}
    rows = [with_worker(holding, loaded.get(holding.name, 0), after) for holding in rest]
    text = table(rows, loaded)
    print(text)
    results.mkdir(parents=True, exist_ok=True)
    (results / "memory.md").write_text(text, encoding="utf-8")
    written = {"rest": [asdict(row) for row in rows], "requests": loaded, "pss": total_pss(rows)}
    (results / "memory.json").write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def with_worker(holding: Holding, answered: int, after: Mapping[str, Holding]) -> Holding:
    """What a program held at rest, with the resident memory of its worker after `answered` requests."""
    worker = after[holding.name].largest_rss if answered and holding.name in after else None
    return Holding(holding.name, holding.processes, holding.pss, holding.largest_rss, worker)


def holdings(root: Path) -> list[Holding]:
    """What each program of a running suite holds, the supervisor itself first."""
    supervisor = psutil.Process(int(find_file(root, "supervisord.pid").read_text()))
    recorded = recorded_names(root)
    programs = [holding_of("supervisor", [supervisor])]
    for child in supervisor.children():
        tree = [child, *child.children(recursive=True)]
        programs.append(holding_of(recorded.get(child.pid) or program_name(child), tree))
    return programs


def recorded_names(root: Path) -> dict[int, str]:
    """Names of the programs the suite has started, by process."""
    names = {}
    for path in root.rglob("*.pid"):
        with suppress(ValueError, TypeError, KeyError):
            names[int(json.loads(path.read_text())["pid"])] = path.stem
    return names


def program_name(process: psutil.Process) -> str:
    """What a program nobody recorded calls itself."""
    words = process.cmdline()
    return words[-1] if "suite_ops" in words else process.name()


def find_file(root: Path, name: str) -> Path:
    """The one file of this name below `root`."""
    return next(root.rglob(name))


def holding_of(name: str, processes: Sequence[psutil.Process]) -> Holding:
    """MiB of these processes; one that has ended meanwhile holds nothing."""
    sizes = [size for process in processes if (size := sizes_of(process))]
    return Holding(name, len(sizes), sum(pss for pss, _ in sizes), max((rss for _, rss in sizes), default=0.0))


def sizes_of(process: psutil.Process) -> tuple[float, float] | None:
    """PSS and RSS in MiB; None for a process that is gone."""
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return None
    kibibytes = {words[0]: int(words[1]) for words in map(str.split, lines[1:])}
    return kibibytes["Pss:"] / 1024, kibibytes["Rss:"] / 1024


def service_names(suite: SuiteCopy) -> Iterator[str]:
    """The services that are measured."""
    return (service.id for service in load_manifest(suite.root).services if service.id not in LEFT_OUT)


def load_service(suite: SuiteCopy, name: str, count: int) -> int:
    """Ask a service `count` times, every readable route in turn; how many answers there were."""
    service = load_manifest(suite.root).find(name)
    address = f"http://127.0.0.1:{suite.port(service.env_prefix)}"
    paths = readable_paths(address)
    parts = [range(start, count, CLIENTS) for start in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(partial(ask_in_turn, address, paths), parts))


def readable_paths(address: str) -> list[str]:
    """GET routes without parameters that answer a stranger at once and at an end; /metrics reads other processes."""
    document = requests.get(f"{address}/openapi.json", timeout=ANSWERED_SECONDS).json()
    paths = [path for path, methods in document["paths"].items() if "get" in methods and "{" not in path]
    return [path for path in paths if not path.startswith("/metrics") and is_readable(address + path)]


def is_readable(url: str) -> bool:
    """Whether a page comes whole, with its length."""
    try:
        with requests.get(url, stream=True, timeout=ANSWERED_SECONDS) as reply:
            return reply.status_code == 200 and "Content-Length" in reply.headers
    except requests.RequestException:
        return False


def ask_in_turn(address: str, paths: Sequence[str], numbers: Iterable[int]) -> int:
    """Ask for the paths of these numbers over one connection; how many were answered with 200."""
    with requests.Session() as session:
        session.trust_env = False
        replies = (session.get(address + paths[number % len(paths)], timeout=30) for number in numbers)
        return sum(reply.status_code == 200 for reply in replies)


def total_pss(rows: Iterable[Holding]) -> float:
    """MiB of all programs together."""
    return sum(row.pss for row in rows)


def table(rows: Sequence[Holding], loaded: Mapping[str, int]) -> str:
    """The page that is checked in."""
    total = total_pss(rows)
    workers = [row.worker_rss for row in rows if row.worker_rss is not None]
    lines = [
        "# Memory of the suite",
        "",
        f"At rest **{total:.0f} MiB** proportional (wanted {PSS_WANTED}); the largest worker after"
        f" {min(loaded.values(), default=0):,} or more answers **{max(workers, default=0):.0f} MiB** resident"
        f" (wanted {RSS_WANTED}). One worker a service, PostgreSQL included, without console and gateway.",
        "",
        "| program | processes | PSS MiB at rest | largest RSS MiB | RSS MiB of the worker after its requests |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for row in sorted(rows, key=lambda row: -row.pss):
        worker = "–" if row.worker_rss is None else f"{row.worker_rss:.0f}"
        lines.append(f"| {row.name} | {row.processes} | {row.pss:.1f} | {row.largest_rss:.0f} | {worker} |")
    return "\n".join([*lines, ""])
