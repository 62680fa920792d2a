"""Work on specifications, done in a child process with limits: texts in, texts and findings out."""

from collections.abc import Mapping
from typing import Any

from documentation_api.specs.comparison.difference import Difference
from documentation_api.specs.examination.issues import Issue, TooComplex
from documentation_api.specs.tasks import Examined
from suite.bounded import Bounded, TooCostly

# GitHub's description (7 MB) takes 2 s and 250 MB; the unit has 1 GB for two workers and their children.
SPEC_WORK = Bounded(
    "documentation_api.specs.tasks:perform",
    memory_mb=384, cpu_seconds=20, wall_seconds=60, waiting=8, wait_seconds=30, name="specs",
)  # fmt: skip
Contents = Mapping[str, str | None]
# Replies of routes that do such work.
BUSY = {
    422: "It takes more memory or computing than it may",
    503: "Too much of this work waits already",
    504: "It was not done in time",
}


def examine(texts: Mapping[str, str]) -> Examined:
    """Documents by kind, read and checked. QueueFull, OutOfTime; what costs too much is a fault of the document."""
    return _examined("examine", texts, texts)


def check(texts: Mapping[str, str]) -> Examined:
    """What is wrong with documents; they themselves are not passed back. Raises what examine does."""
    return _examined("check", texts, texts)


def advance(contents: Contents, texts: Mapping[str, str], version: str) -> Examined:
    """The next version of stored documents."""
    return _examined("advance", texts, contents, texts, version)


def compare(old: Contents, new: Contents, *, stable: bool) -> Difference:
    """The difference of two versions. TooCostly."""
    try:
        found: Difference = SPEC_WORK.run("compare", dict(old), dict(new), stable)
    except TooComplex:
        raise TooCostly from None
    return found


def build_archive(texts: Mapping[str, str], contents: Contents) -> bytes:
    """The documents of a version as one archive. TooCostly."""
    packed: bytes = SPEC_WORK.run("archive", dict(texts), dict(contents))
    return packed


def cut(contents: Contents) -> list[str]:
    """The pieces of a version as the store takes them. TooCostly."""
    rows: list[str] = SPEC_WORK.run("cut", dict(contents))
    return rows


def _examined(task: str, texts: Mapping[str, str], *arguments: Any) -> Examined:
    try:
        examined: Examined = SPEC_WORK.run(task, *arguments)
    except TooCostly:
        field = next(iter(texts), "openapi")
        issue = Issue("The document takes more memory or time to check than it may", "too_complex")
        return Examined(texts, issues=[(field, issue)])
    return examined
