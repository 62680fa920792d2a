"""The command: which entries, how long, where the results go."""

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from bench.entries import find_families, select_entries
from bench.entry import Entry, Family
from bench.failures import BenchError
from bench.growth import SIZES, measure_growth
from bench.load import find_generator
from bench.memory import measure_memory
from bench.plan import FULL, QUICK, Plan
from bench.plot import to_svg
from bench.report import Report, entry_markdown, now, to_json, to_markdown
from bench.session import Session, open_session
from bench.versions import read_versions

RESULTS = Path(__file__).resolve().parent / "results"
INTERRUPTED = 130
SEARCH = "docs-search"
# Not a request under load but a job with an end: it has a measurement of its own.
CRAWL = "crawl"


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """`command` is run or list; for run: names, quick, results."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="name what can be measured")
    run = commands.add_parser("run", help="measure families or entries; all of them without a name")
    run.add_argument("names", nargs="*", metavar="NAME", help="a family, an entry, or family/entry")
    run.add_argument("--quick", action="store_true", help="a few minutes instead of a quarter of an hour")
    run.add_argument("--results", type=Path, default=RESULTS, help="folder of table and plot")
    memory = commands.add_parser("memory", help="start a copy of the suite and tell what its processes hold")
    memory.add_argument("--requests", type=int, default=10_000, metavar="N", help="to each service before RSS is read")
    memory.add_argument("--results", type=Path, default=RESULTS, help="folder of the table")
    growth = commands.add_parser("growth", help="pages of boards of different sizes in one database")
    growth.add_argument("--sizes", nargs="+", type=int, default=list(SIZES), metavar="ITEMS")
    growth.add_argument("--requests", type=int, default=200, metavar="N", help="of each kind, on each board")
    growth.add_argument("--results", type=Path, default=RESULTS, help="folder of the table")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 done, 1 could not measure, 2 wrong usage, 130 interrupted."""
    options = parse_arguments(arguments)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        if options.command == "list":
            list_entries()
        elif options.command == "growth":
            measure_growth(options.sizes, options.requests, options.results)
        elif options.command == "memory":
            measure_memory(options.requests, options.results)
        else:
            names = [name for name in options.names if name != CRAWL]
            if CRAWL in options.names or not names:
                measure_crawls(options.quick, options.results)
            for family, entries in select_entries(names) if names or not options.names else ():
                measure(family, entries, QUICK if options.quick else FULL, options.results)
    except BenchError as error:
        sys.stderr.write(f"[ERROR] {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("[ERROR] interrupted; everything started was stopped\n")
        return INTERRUPTED
    return 0


def interrupt(number: int, frame: FrameType | None) -> None:
    """End as Ctrl-C does, so that every server is stopped."""
    raise KeyboardInterrupt


def list_entries() -> None:
    """One line an entry."""
    for family in find_families().values():
        for entry in family.entries:
            print(f"{family.name}/{entry.name}\t{entry.title}")
    print(f"{CRAWL}\t2 000 pages on loopback, beside Scrapy with trafilatura and Crawl4AI, by processor time")


def measure(family: Family, entries: Sequence[Entry], plan: Plan, results: Path) -> None:
    """Run the entries, print their tables and write table, figures and plot below `results`."""
    name, generator = find_generator()
    with open_session(family, entries, plan, generator) as session:
        comparisons = tuple(session.compare(entry) for entry in entries)
        judged = judge(session, entries)
    report = Report(family, plan, name, read_versions(), comparisons, now())
    print("\n".join(line for comparison in comparisons for line in ("", *entry_markdown(comparison))))
    print("\n".join(["", *judged] if judged else []))
    results.mkdir(parents=True, exist_ok=True)
    texts = {
        "md": to_markdown(report) + "".join(f"{line}\n" for line in (["", *judged] if judged else [])),
        "json": json.dumps(to_json(report), indent=2, ensure_ascii=False) + "\n",
        "svg": to_svg(report),
    }
    for ending, text in texts.items():
        (results / f"{family.name}.{ending}").write_text(text, encoding="utf-8")
    print(f"written: {family.name}.md, .json and .svg in {results}")


def measure_crawls(quick: bool, results: Path) -> None:
    """Crawl a site by all sides, print the table and write it below `results`."""
    # Needs what only this measurement needs.
    from bench.crawl.comparison import compare_crawls

    results.mkdir(parents=True, exist_ok=True)
    compare_crawls(quick, results)


def judge(session: Session, entries: Sequence[Entry]) -> list[str]:
    """How well a search answers, beside how fast: judged questions over real pages; nothing for other entries."""
    if not any(entry.name == SEARCH for entry in entries):
        return []
    # Needs what only this entry needs.
    from bench.search_quality.comparison import compare_searches

    return compare_searches(session.cluster, session.passwords)
