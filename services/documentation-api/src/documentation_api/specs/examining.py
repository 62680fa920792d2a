"""Documents checked without holding up anybody: small ones at once, large ones in a process of their own.

Checking takes about a second for every 100 kB; a worker that computes for a minute would answer nobody meanwhile and
be ended by its master. The other process has its own limits of memory and time.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from documentation_api.specs.issues import Issue
from documentation_api.specs.parsing import Document
from documentation_api.specs.validation import KINDS, inspect_text

INLINE_CHARACTERS = 50_000
MOST_SECONDS = 240
_one_at_a_time = BoundedSemaphore(1)


@dataclass(frozen=True)
class Examined:
    """Documents that were given, as text and as content, and what is wrong with them by field."""

    texts: Mapping[str, str]
    documents: dict[str, Document] = field(default_factory=dict)
    issues: list[tuple[str, Issue]] = field(default_factory=list)


def examine(texts: Mapping[str, str]) -> Examined:
    """Read and check documents by kind (openapi, asyncapi)."""
    examined = Examined(texts)
    for kind in KINDS:
        if kind in texts:
            document, issues = examine_one(kind, texts[kind])
            if document is not None:
                examined.documents[kind] = document
            examined.issues.extend((kind, issue) for issue in issues)
    return examined


def examine_one(kind: str, text: str) -> tuple[Document | None, list[Issue]]:
    """One document."""
    if len(text) <= INLINE_CHARACTERS:
        return inspect_text(kind, text)
    with _one_at_a_time:
        return _examine_aside(kind, text)


def _examine_aside(kind: str, text: str) -> tuple[Document | None, list[Issue]]:
    command = [sys.executable, "-m", "documentation_api.specs.examiner", kind]
    given = text.encode("utf-8", "surrogatepass")
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None, [Issue("The document takes too long to check", "too_complex")]
    if done.returncode != 0:
        return None, [Issue("The document takes too much memory or time to check", "too_complex")]
    answer = json.loads(done.stdout)
    return answer["document"], [Issue(**issue) for issue in answer["issues"]]
