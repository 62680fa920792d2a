"""Documents made of files in a child process with limits: parsing Markdown may take quadratic time."""

from collections.abc import Callable
from datetime import date

from documentation_api.markdown.document import Document
from documentation_api.markdown.library import UnreadableFile
from suite.bounded import Bounded, OutOfTime, TooCostly

# Two megabytes of prose take a second; 400 kB of `[` take 20.
DOCUMENT_WORK = Bounded(
    "documentation_api.markdown.document:read_document",
    memory_mb=256, cpu_seconds=10, wall_seconds=60, name="documents",
)  # fmt: skip


def read_bounded(rel_path: str, raw: bytes, mtime_ns: int, today: date, left: Callable[[], bool]) -> Document:
    """The document of a file. UnreadableFile, also when it costs too much; Hidden; ClientLeft once `left` says so."""
    try:
        document: Document = DOCUMENT_WORK.run(rel_path, raw, mtime_ns, today, left=left)
    except (TooCostly, OutOfTime):
        raise UnreadableFile("the file takes more memory or time to read than it may") from None
    return document
