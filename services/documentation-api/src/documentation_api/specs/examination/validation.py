"""Whether a document is what it says it is."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from documentation_api.specs.comparison.events import channels_of
from documentation_api.specs.comparison.sides import Side, mapping
from documentation_api.specs.examination.identifiers import localized
from documentation_api.specs.examination.issues import Issue, TooComplex, Unreadable, pointer_to
from documentation_api.specs.examination.openapi_rules import inspect_meaning
from documentation_api.specs.examination.parser import Document, parse_document
from documentation_api.specs.examination.references import check_references
from documentation_api.specs.examination.shape import ASYNCAPI_2, ASYNCAPI_3, OPENAPI_30, OPENAPI_31, shape_issues

# Raise it when documents are examined by other rules: verdicts by older ones are made again when they are asked for.
RULES = 1
MOST_ISSUES = 100
KINDS = ("openapi", "asyncapi")
_OPENAPI_VERSION = re.compile(r"3\.[01]\.\d+")
_ASYNCAPI_VERSION = re.compile(r"2\.[0-6]\.\d+|3\.0\.\d+")


def inspect_text(kind: str, text: str) -> tuple[Document | None, list[Issue]]:
    """The document and what is wrong with it; no document when it cannot be read."""
    try:
        document = parse_document(text)
    except Unreadable as error:
        return None, [error.issue]
    return document, inspect_document(kind, document)


def inspect_document(kind: str, document: Document) -> list[Issue]:
    """Everything that is wrong with a document, at most MOST_ISSUES faults."""
    known = _OPENAPI_VERSION if kind == "openapi" else _ASYNCAPI_VERSION
    if not isinstance(document.get(kind), str) or not known.fullmatch(document[kind]):
        spoken = "OpenAPI version must be 3.0 or 3.1" if kind == "openapi" else "AsyncAPI version must be 2.x or 3.0"
        return [Issue(spoken, "unknown_version", f"/{kind}")]
    try:
        return list(islice(_issues(kind, document), MOST_ISSUES))
    except TooComplex:
        return [Issue("What the document refers to is too much to check", "too_complex")]


def _issues(kind: str, document: Document) -> Iterator[Issue]:
    """Each fault once; what is wrong in form hides what the document means."""
    local = localized(document)
    meaning = inspect_meaning if kind == "openapi" else _inspect_asyncapi
    for check in (check_references, _shape_of(kind, document), meaning):
        found = dict.fromkeys(islice(check(local), 10 * MOST_ISSUES))
        yield from found
        if found:
            return


def _shape_of(kind: str, document: Document) -> Any:
    third = str(document[kind]).startswith("3.1" if kind == "openapi" else "3")
    forms = (OPENAPI_30, OPENAPI_31) if kind == "openapi" else (ASYNCAPI_2, ASYNCAPI_3)
    # As it was given: rewritten references would stand where the form allows none.
    return lambda _: shape_issues(forms[third], document)


def _inspect_asyncapi(document: Document) -> Iterator[Issue]:
    side = Side(document)
    if str(document["asyncapi"]).startswith("3"):
        yield from _operations_without_channel(side)
    messages = {
        place: message for channel in channels_of(side).values() for message, place in channel.messages.values()
    }
    for name, message, place in side.entries(
        mapping(document.get("components")).get("messages"), "/components/messages"
    ):
        messages.setdefault(place, mapping(message) or {"name": name})
    for place, message in messages.items():
        if "payload" not in message:
            yield Issue("The message has no payload", "missing_payload", place)


def _operations_without_channel(side: Side) -> Iterator[Issue]:
    channels = {pointer for _, _, pointer in side.entries(side.document.get("channels"), "/channels")}
    for name, operation, _ in side.entries(side.document.get("operations"), "/operations"):
        reference = mapping(mapping(operation).get("channel"))
        if side.resolve(reference, "")[1] not in channels:
            place = pointer_to("/operations", name, "channel")
            yield Issue("The operation names no channel of this document", "unknown_channel", place)
