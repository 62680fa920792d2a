"""How soon the console's first view is there: Largest Contentful Paint in a Chromium that has nothing of it cached.

The console must run already, as after `scripts/start-all.sh`.
"""

import argparse
import gzip
import shutil
import sys
from dataclasses import dataclass
from statistics import median

import requests
from playwright.sync_api import Browser, sync_playwright

SETTLED_MS = 60_000
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
    """Print the median and the worst of some first visits; exit status 1 without a Chromium."""
    parser = argparse.ArgumentParser(prog="python -m bench.first_view", description=__doc__)
    parser.add_argument("url", nargs="?", default="http://localhost:3103/")
    parser.add_argument("--visits", type=int, default=15)
    options = parser.parse_args(arguments)
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("[ERROR] chromium is not on PATH\n")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        visits = [visit(browser, options.url) for _ in range(options.visits)]
        browser.close()
    times = [one.painted_ms for one in visits]
    print(f"largest paint: median {median(times):.0f} ms, worst {max(times):.0f} ms of {len(times)} first visits")
    print(f"painted: {visits[-1].painted}")
    print(f"scripts: {weigh(visits[-1].scripts) / 1000:.0f} kB as gzip in {len(visits[-1].scripts)} files")
    return 0


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
