"""Scrapy with trafilatura, and Crawl4AI's HTTP strategy: each a script in an environment of its own."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.contender import PEERS, ROOT
from bench.crawl.figures import CrawlFigures
from bench.failures import BenchError
from bench.installation import install_once

FOLDER = PEERS / "crawl"
PATIENCE_SECONDS = 900


@dataclass(frozen=True)
class CrawlPeer:
    """`script` and `requirements` are files of the folder."""

    name: str
    script: str
    requirements: str

    @property
    def python(self) -> Path:
        """Of its environment."""
        return ROOT / "var" / f"bench-venv-{Path(self.script).stem.replace('_', '-')}" / "bin" / "python"

    def prepare(self) -> None:
        """Install its packages, once; Missing when that fails."""
        target = self.python.parents[1]
        make = [sys.executable, "-m", "venv", "--clear", str(target)]
        install = [
            str(self.python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--requirement",
            str(FOLDER / self.requirements),
        ]
        install_once(FOLDER / self.requirements, target, make, install, folder=ROOT)

    def crawl(self, address: str) -> CrawlFigures:
        """Crawl the site; its start and imports are not counted."""
        with tempfile.TemporaryDirectory(prefix="bench-crawl-") as name:
            file = Path(name) / "figures.json"
            command = [str(self.python), str(FOLDER / self.script), address, str(file)]
            done = subprocess.run(
                command, cwd=name, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
            )
            if done.returncode != 0 or not file.is_file():
                raise BenchError(f"{self.name}: {(done.stderr.strip() or 'no output').splitlines()[-1]}")
            figures = json.loads(file.read_text(encoding="utf-8"))
        links = {url: frozenset(found) for url, found in figures["links"].items()}
        return CrawlFigures(figures["seconds"], figures["cpu"], figures["rss"], links, figures["characters"])


CRAWL_PEERS = (
    CrawlPeer("Scrapy + trafilatura", "scrapy_trafilatura.py", "scrapy_trafilatura.txt"),
    CrawlPeer("Crawl4AI, HTTP strategy", "crawl4ai_http.py", "crawl4ai_http.txt"),
)
