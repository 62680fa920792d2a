"""A mutant against the tests that name its module, in a copy of the repository."""

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from proof.mutation.mutants import Mutant, mutate

KILLED, SURVIVED, LATE, UNTESTED = "killed", "survived", "late", "untested"
SECONDS = 240
MOST_FILES = 8
# Named alike for every noun: their folder says which one.
LAYERS = {"rules", "routes", "schemas", "queries", "replies", "errors"}


@dataclass(frozen=True)
class Trial:
    """What became of a mutant of a file (relative to the root) whose source has a digest."""

    package: str
    file: str
    digest: str
    mutant: Mutant
    outcome: str


def files_covering(root: Path, file: str) -> list[str]:
    """Test files that import a module or what its package exports of it, those named after it first."""
    path = Path(file)
    parts = path.parts[path.parts.index("src") + 1 :]
    module = ".".join(parts).removesuffix(".py").removesuffix(".__init__")
    package, _, name = module.rpartition(".")
    folder = root / ("shared/tests" if path.parts[0] == "shared" else "/".join(path.parts[:2]) + "/tests")
    named = re.compile(rf"\b{re.escape(module)}\b|from {re.escape(package)} import[^\n]*\b{re.escape(name)}\b")
    exported = re.compile(rf"\b{re.escape(package)}\b")
    texts = {test: test.read_text(encoding="utf-8") for test in sorted(folder.rglob("test_*.py"))}
    noun = package.rpartition(".")[2] if name in LAYERS else name
    direct = [test for test, text in texts.items() if named.search(text)]
    about = [test for test in texts if noun in test.stem]
    others = [test for test, text in texts.items() if exported.search(text)] if not direct and not about else []
    chosen = list(dict.fromkeys([*about, *direct, *others]))[:MOST_FILES]
    return [str(test.relative_to(root)) for test in chosen]


def try_mutant(root: Path, package: str, file: str, mutant: Mutant) -> Trial:
    """The copy at `root` is as it was afterwards."""
    path = root / file
    source = path.read_text(encoding="utf-8")
    tests = files_covering(root, file)
    if not tests:
        return Trial(package, file, digest_of(source), mutant, UNTESTED)
    try:
        path.write_text(mutate(source, mutant.place), encoding="utf-8")
        return Trial(package, file, digest_of(source), mutant, run_tests(root, tests))
    finally:
        path.write_text(source, encoding="utf-8")


def digest_of(source: str) -> str:
    """What tells one state of a source from another."""
    return hashlib.blake2s(source.encode(), digest_size=8).hexdigest()


def run_tests(root: Path, tests: list[str]) -> str:
    """KILLED when one fails, or the code cannot even be loaded."""
    sources = [root / "shared" / "src", *sorted(root.glob("services/*/src"))]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, sources)),
        "SUITE_PYTHON": sys.executable,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return LATE
    return SURVIVED if done.returncode == 0 else KILLED
