"""Pieces of a version as the store takes them. Names written together are searched by their parts as well."""

import json
from collections.abc import Sequence
from typing import Any

from documentation_api.markdown.folding import fold_text, spaced, words_of
from documentation_api.specs.entries import Piece
from documentation_api.specs.examination.issues import TooComplex

BATCH = 500
# GitHub's description makes 12 million characters.
MOST_CHARACTERS = 64 * 1_048_576


def rows_of(entries: Sequence[Piece]) -> list[str]:
    """JSON arrays of at most BATCH rows. TooComplex when they would hold more than MOST_CHARACTERS."""
    batches = []
    size = 0
    for start in range(0, len(entries), BATCH):
        rows = [row_of(entry, start + place) for place, entry in enumerate(entries[start : start + BATCH])]
        batches.append(json.dumps(rows, ensure_ascii=False))
        size += len(batches[-1])
        if size > MOST_CHARACTERS:
            raise TooComplex()
    return batches


def row_of(entry: Piece, position: int) -> dict[str, Any]:
    """What is stored of a piece; `detail` as JSON."""
    placed = f"{entry.path or ''} {entry.method or ''} {' '.join(entry.tags)}"
    called = f"{entry.title} {apart(entry.title)} {apart(entry.operation_id or '')} {entry.operation_id or ''}"
    return {
        "id": entry.id, "position": position, "type": entry.type, "source": entry.source, "method": entry.method,
        "path": entry.path, "title": entry.title, "title_key": title_key(entry.title)[:300],
        "description": entry.description, "operation_id": entry.operation_id, "tags": entry.tags,
        "deprecated": entry.deprecated, "detail": json.dumps(entry.detail, ensure_ascii=False, separators=(",", ":")),
        "a": spaced(fold_text(called)), "b": spaced(fold_text(placed)),
        "d": spaced(fold_text(entry.description)),
    }  # fmt: skip


def title_key(title: str) -> str:
    """A title as titles are compared."""
    return " ".join(words_of(fold_text(title)))


def apart(name: str) -> str:
    """`createOrderLine` → `create Order Line`."""
    return "".join(f" {letter}" if letter.isupper() else letter for letter in name)
