"""What is computed on specifications, one function for each task; it runs in the child of specs.work.

Specifications are strangers' texts of up to 12 MB. The service itself only passes texts on: a document is never decoded
in a process that answers requests.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from documentation_api.specs.comparison.difference import Difference, compare_documents
from documentation_api.specs.comparison.sides import Side, mapping
from documentation_api.specs.entries import (
    CHANNEL,
    ENDPOINT,
    MESSAGE,
    SCHEMA,
    Piece,
    coverage_of,
    extract_entries,
)
from documentation_api.specs.entry_rows import rows_of
from documentation_api.specs.examination.issues import Issue, TooComplex, pointer_to
from documentation_api.specs.examination.parser import Document
from documentation_api.specs.examination.paths import METHODS
from documentation_api.specs.examination.validation import KINDS, inspect_text
from documentation_api.specs.store.archive import build_archive
from documentation_api.specs.store.version_stamp import stamped

MOST_WARNINGS = 100
Warnings = list[dict[str, str]]


@dataclass(frozen=True)
class Examined:
    """Documents by kind as text and as compact JSON, what is wrong with them by field, and what they hold.

    `rows` are the pieces as the store takes them, JSON arrays of some hundred; empty where something is wrong.
    """

    texts: Mapping[str, str]
    contents: dict[str, str] = field(default_factory=dict)
    issues: list[tuple[str, Issue]] = field(default_factory=list)
    warnings: Warnings = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)


def perform(task: str, *arguments: Any) -> Any:
    """The result of a task by its name."""
    return TASKS[task](*arguments)


def examine(texts: Mapping[str, str]) -> Examined:
    """Read and check documents."""
    documents: dict[str, Document] = {}
    issues: list[tuple[str, Issue]] = []
    for kind in KINDS:
        if kind in texts:
            document, found = inspect_text(kind, texts[kind])
            issues += [(kind, issue) for issue in found]
            if document is not None:
                documents[kind] = document
    return complete(texts, documents, issues)


def check(texts: Mapping[str, str]) -> Examined:
    """What is wrong with documents, for who asks for nothing else: a reply of megabytes takes its reader time."""
    examined = examine(texts)
    return Examined({}, issues=examined.issues, warnings=examined.warnings)


def complete(texts: Mapping[str, str], documents: dict[str, Document], issues: list[tuple[str, Issue]]) -> Examined:
    """Documents with what is told of them."""
    warnings = list(warnings_of(documents.get("openapi")))
    if issues:
        return Examined(texts, issues=issues, warnings=warnings)
    try:
        entries = extract_entries(documents)
        rows = rows_of(entries)
    except TooComplex:
        fault = Issue("What the document refers to is too much to list", "too_complex")
        return Examined(texts, issues=[(next(iter(documents)), fault)], warnings=warnings)
    contents = {
        kind: json.dumps(document, ensure_ascii=False, separators=(",", ":")) for kind, document in documents.items()
    }
    return Examined(texts, contents, [], warnings, facts_of(documents, entries), rows)


def advance(contents: Mapping[str, str | None], texts: Mapping[str, str], version: str) -> Examined:
    """The documents of a stored version with new ones in place of some, all saying `version` of themselves."""
    given = examine(texts) if texts else Examined({})
    if given.issues:
        return given
    given_contents = {kind: content for kind, content in contents.items() if content is not None}
    documents = {
        kind: stamped(json.loads(text), version) for kind, text in {**given_contents, **given.contents}.items()
    }
    written = {kind: written_as_yaml(document) for kind, document in documents.items()}
    return complete(written, documents, [])


def compare(old: Mapping[str, str | None], new: Mapping[str, str | None], stable: bool) -> Difference:
    """The difference of two versions, given as JSON."""
    return compare_documents(loaded(old), loaded(new), stable=stable)


def archive(texts: Mapping[str, str], contents: Mapping[str, str | None]) -> bytes:
    """The documents of a version as files of one archive."""
    return build_archive(texts, loaded(contents))


def cut(contents: Mapping[str, str | None]) -> list[str]:
    """The pieces of a version as the store takes them."""
    return rows_of(extract_entries(loaded(contents)))


def loaded(contents: Mapping[str, str | None]) -> dict[str, Document | None]:
    """Documents from JSON."""
    return {kind: json.loads(text) if text else None for kind, text in contents.items()}


def written_as_yaml(document: Document) -> str:
    """A document as YAML."""
    return yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=110)


def facts_of(documents: Mapping[str, Document], entries: list[Piece]) -> dict[str, Any]:
    """What lists tell of a version without reading its documents."""
    counts = {kind: sum(entry.type == kind for entry in entries) for kind in (ENDPOINT, CHANNEL, SCHEMA, MESSAGE)}
    return {
        "endpoints": counts[ENDPOINT],
        "channels": counts[CHANNEL],
        "symbols": counts[SCHEMA] + counts[MESSAGE],
        "titles": {kind: mapping(document.get("info")).get("title") for kind, document in documents.items()},
        "formats": {kind: document.get(kind) for kind, document in documents.items()},
        "info_versions": {kind: mapping(document.get("info")).get("version") for kind, document in documents.items()},
        "coverage": coverage_of(documents.get("openapi")),
    }


def warnings_of(document: Document | None) -> Warnings:
    """What is allowed but helps nobody."""
    found: Warnings = []
    for path, item, _ in Side(document or {}).entries((document or {}).get("paths"), "/paths"):
        for method in METHODS:
            operation = mapping(item).get(method)
            if isinstance(operation, dict) and not operation.get("operationId"):
                message = f"{method.upper()} {path[:200]} has no operationId"
                pointer = pointer_to("/paths", path, method)
                found.append({"field": "openapi", "message": message, "code": "no_operation_id", "pointer": pointer})
                if len(found) >= MOST_WARNINGS:
                    return found
    return found


TASKS: dict[str, Callable[..., Any]] = {
    "examine": examine, "check": check, "advance": advance, "compare": compare, "archive": archive, "cut": cut,
}  # fmt: skip
