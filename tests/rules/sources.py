"""The source of the suite as the rules read it, and the lists of what is not as it should be yet."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / "shared" / "src"
SOURCES = [SHARED, *sorted(ROOT.glob("services/*/src"))]
ALLOWED = Path(__file__).parent / "allowed"


def modules(*folders: Path) -> Iterator[Path]:
    """Every module below the folders, below all sources without any."""
    for folder in folders or SOURCES:
        yield from sorted(folder.rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    """A module as syntax."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path) -> str:
    """A path as the lists name it."""
    return path.relative_to(ROOT).as_posix()


def assert_shrinks(found: set[str], name: str, hint: str) -> None:
    """What breaks a rule is what `allowed/NAME.txt` names: nothing new, and nothing that is mended already."""
    lines = (ALLOWED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    allowed = {line for line in lines if line and not line.startswith("#")}
    assert not found - allowed, f"{sorted(found - allowed)}: {hint}"
    gone = sorted(allowed - found)
    assert not gone, f"take these lines out of tests/rules/allowed/{name}.txt, they are mended: {gone}"
