"""The watchers of version 1, of crawls and batches."""

import asyncio
from typing import Any


def watch_to_the_end(watcher: Any, pages: int) -> None:
    """AssertionError unless each page is told once, and then the end."""
    documents, ends = [], []
    watcher.add_event_listener("document", lambda detail: documents.append(detail["data"]))
    for kind in ("done", "error"):
        watcher.add_event_listener(kind, ends.append)
    asyncio.run(watcher.connect())
    assert [end["status"] for end in ends] == ["completed"], ends
    assert len(watcher.data) == len(documents) == pages, documents
    assert all(document["markdown"] for document in documents), documents
