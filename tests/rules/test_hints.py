"""A command that is named is one that can be typed."""

import re

from sources import ROOT, modules, place

SCRIPT = re.compile(r"(?<![\w/])scripts/[\w-]+\.sh")
# What the scripts call, and what runs where there are none of them.
CALLED = ("suite_ops/__main__.py", "suite_ops/cli.py")


def test_every_script_that_is_named_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("services/*/README.md")]
    named = {name for path in (*pages, *modules()) for name in SCRIPT.findall(path.read_text(encoding="utf-8"))}
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_hints_name_the_script_and_not_what_it_calls() -> None:
    found = [place(path) for path in modules() if "python -m suite_ops" in path.read_text(encoding="utf-8")]
    assert [path for path in found if not path.endswith(CALLED)] == []
