"""`proof.sh supply`: a bill of materials, licences, pins and the hardening of units."""

import argparse
import json
import subprocess
from collections import Counter
from pathlib import Path

from proof.assurance import judge, machine, put_table, table
from proof.supply.packages import licence_of, open_images, open_pins, read_lock, refused_licences
from proof.supply.units import MOST_EXPOSED, exposures
from proof.tools import tool
from suite.environment import find_root
from suite_ops.terminal import inform

RUN_LOCK = "requirements-run.lock"
BILL = "bill-of-materials.cdx.json"
TOOL_SECONDS = 300


def main(arguments: list[str]) -> int:
    """Exit status 0 when nothing is open, refused or known to be bad."""
    parser = argparse.ArgumentParser(prog="proof.sh supply", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the bill of materials, which installs a tool")
    parser.add_argument(
        "--vulnerabilities", action="store_true", help="ask pip-audit, which asks a public service about each package"
    )
    parser.add_argument("--write", action="store_true", help="put the figures into docs/assurance.md")
    options = parser.parse_args(arguments)
    root = find_root()
    locked = read_lock(root / RUN_LOCK)
    licences = [(one.name, licence_of(one.name)) for one in locked]
    scores = exposures(root / "deploy" / "systemd")
    problems = [*open_pins(root), *open_images(root / "config" / "container-images.env"), *refused_licences(licences)]
    problems += [f"unit {name}: {score}" for name, score in scores.items() if score > MOST_EXPOSED]
    sentences = [f"{len(locked)} packages at run time, all pinned by version and hash."]
    if not options.quick:
        listed = write_bill(root, root / "var" / "proof" / "supply" / BILL)
        sentences.append(f"The bill of materials (CycloneDX) lists {listed} components.")
        problems += [] if listed == len(locked) else [f"the bill of materials lists {listed} of {len(locked)} packages"]
    if options.vulnerabilities:
        bad = vulnerabilities(root / RUN_LOCK)
        problems += bad
        sentences.append(f"pip-audit knows of {len(bad)} vulnerabilities.")
    else:
        sentences.append("Known vulnerabilities were not asked for in this run.")
    shown = "\n\n".join([" ".join(sentences), _licence_table(licences), _unit_table(scores)])
    print(shown)
    if options.write:
        put_table("supply", f"{machine()}\n\n{shown}")
    return judge(problems, "nothing is open")


def write_bill(root: Path, path: Path) -> int:
    """Write the bill of materials of what services need; how many components it lists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    inform(f"bill of materials: {path.relative_to(root)}")
    command = [
        *(str(tool("cyclonedx-py")), "requirements", "--output-reproducible", "--of", "JSON"),
        *("--output-file", str(path), str(root / RUN_LOCK)),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=TOOL_SECONDS)
    return len(json.loads(path.read_text(encoding="utf-8"))["components"])


def vulnerabilities(lock: Path) -> list[str]:
    """What is known of the locked versions."""
    command = [
        *(str(tool("pip-audit")), "--disable-pip", "--require-hashes", "--progress-spinner", "off"),
        *("--format", "json", "--requirement", str(lock)),
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=TOOL_SECONDS)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return [f"pip-audit has no answer: {done.stderr.strip().splitlines()[-1:]}"]
    return [
        f"{package['name']} {package['version']}: {known['id']}"
        for package in report["dependencies"]
        for known in package.get("vulns", [])
    ]


def _licence_table(licences: list[tuple[str, str]]) -> str:
    counted = Counter(licence for _, licence in licences)
    return table(["licence", "packages"], [[licence, str(count)] for licence, count in counted.most_common()])


def _unit_table(scores: dict[str, float]) -> str:
    if not scores:
        return "systemd is not installed: units were not judged."
    by_score: dict[float, list[str]] = {}
    for name, score in scores.items():
        by_score.setdefault(score, []).append(name.removeprefix("colmeia-"))
    rows = [[f"{score:.1f}", ", ".join(names)] for score, names in sorted(by_score.items())]
    return table(["exposure", "units"], rows)
