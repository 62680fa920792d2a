"""How soon the console's first view is there: Largest Contentful Paint in a Chromium that has nothing of it cached.

The console must run already, as after `scripts/start-all.sh`.
"""

import argparse
import gzip
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import requests
from playwright.sync_api import Browser, sync_playwright

SETTLED_MS = 60_000
WANTED_MS, WANTED_KB = 1_000, 250
RESULTS = Path(__file__).resolve().parent / "results"
# What the browser has painted largest so far; it says so no more once somebody has clicked or typed.
_PAINTED = """() => new Promise(resolve => new PerformanceObserver(list => {
  const last = list.getEntries().at(-1);
  resolve({at: last.startTime, what: (last.element?.textContent ?? last.url ?? "").slice(0, 60)});
}).observe({type: "largest-contentful-paint", buffered: true}))"""
_SCRIPTS = "() => performance.getEntriesByType('resource').map(({name}) => name).filter(name => name.endsWith('.js'))"


@dataclass(frozen=True)
class Visit:
    """Milliseconds to the largest paint, what was painted, and the scripts it took."""

    painted_ms: float
    painted: str
    scripts: tuple[str, ...]


def main(arguments: list[str]) -> int:
    """Measure some first visits; exit status 1 without a Chromium."""
    parser = argparse.ArgumentParser(prog="python -m bench.first_view", description=__doc__)
    parser.add_argument("url", nargs="?", default="http://localhost:3103/")
    parser.add_argument("--visits", type=int, default=20)
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the table")
    options = parser.parse_args(arguments)
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("[ERROR] chromium is not on PATH\n")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        visits = [visit(browser, options.url) for _ in range(options.visits)]
        browser.close()
    write_results(visits, weigh(visits[-1].scripts), options.results)
    return 0


def write_results(visits: Sequence[Visit], script_bytes: int, folder: Path) -> None:
    """Print what was measured and keep it in `folder`, for readers and for programs."""
    times = [one.painted_ms for one in visits]
    text = (
        "# First view of the console\n\n"
        f"Largest Contentful Paint of {len(times)} first visits in a Chromium with nothing cached, at the console's own"
        f" port, wanted at most {WANTED_MS:,} ms; scripts as gzip sends them, wanted at most {WANTED_KB} kB.\n\n"
        "| median ms | worst ms | painted largest | scripts kB | files |\n| ---: | ---: | --- | ---: | ---: |\n"
        f"| {median(times):.0f} | {max(times):.0f} | {visits[-1].painted} | {script_bytes / 1000:.0f}"
        f" | {len(visits[-1].scripts)} |\n"
    )
    print(text)
    figures = {"painted_ms": times, "script_bytes": script_bytes, "script_files": len(visits[-1].scripts)}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "first-view.md").write_text(text, encoding="utf-8")
    (folder / "first-view.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def visit(browser: Browser, url: str) -> Visit:
    """One first visit: a context of its own has an empty cache."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(url)
        page.get_by_role("article").first.wait_for(timeout=SETTLED_MS)
        painted = page.evaluate(_PAINTED)
        return Visit(painted["at"], painted["what"], tuple(page.evaluate(_SCRIPTS)))
    finally:
        context.close()


def weigh(scripts: tuple[str, ...]) -> int:
    """Bytes of the scripts as gzip sends them."""
    with requests.Session() as session:
        session.trust_env = False
        return sum(len(gzip.compress(session.get(script, timeout=30).content)) for script in scripts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
