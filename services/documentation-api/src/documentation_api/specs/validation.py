"""Whether a document is what it says it is."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
from referencing.exceptions import Unresolvable

from documentation_api.specs.asyncapi_schema import VERSION_2, VERSION_3
from documentation_api.specs.comparison.events import channels_of
from documentation_api.specs.comparison.sides import Side, mapping
from documentation_api.specs.issues import Issue, Unreadable, pointer_to
from documentation_api.specs.parsing import Document, parse_document
from documentation_api.specs.references import check_references, without_data_references

MOST_ISSUES = 100
SHOWN_CHARACTERS = 300
KINDS = ("openapi", "asyncapi")
_OPENAPI_VERSION = re.compile(r"3\.[01]\.\d+")
_ASYNCAPI_VERSION = re.compile(r"2\.[0-6]\.\d+|3\.0\.\d+")


def _refuse(uri: str) -> Any:
    raise ValueError(f"{uri} is not fetched")


_NO_WAY_OUT: Any = {"<all_urls>": _refuse, "http": _refuse, "https": _refuse, "file": _refuse}


class Closed30(OpenAPIV30SpecValidator):
    """The validator of version 3.0 without its ways to files and the network."""

    resolver_handlers = _NO_WAY_OUT


class Closed31(OpenAPIV31SpecValidator):
    """The same for version 3.1."""

    resolver_handlers = _NO_WAY_OUT


def inspect_text(kind: str, text: str) -> tuple[Document | None, list[Issue]]:
    """The document and what is wrong with it; no document when it cannot be read."""
    try:
        document = parse_document(text)
    except Unreadable as error:
        return None, [error.issue]
    return document, list(islice(inspect_document(kind, document), MOST_ISSUES))


def inspect_document(kind: str, document: Document) -> list[Issue]:
    """Everything that is wrong with a document."""
    known = _OPENAPI_VERSION if kind == "openapi" else _ASYNCAPI_VERSION
    if not known.fullmatch(str(document.get(kind))):
        spoken = "OpenAPI version must be 3.0 or 3.1" if kind == "openapi" else "AsyncAPI version must be 2.x or 3.0"
        return [Issue(spoken, "unknown_version", f"/{kind}")]
    issues = check_references(document)
    if issues:
        return issues
    found = _inspect_openapi(document) if kind == "openapi" else _inspect_asyncapi(document)
    return list(dict.fromkeys(islice(found, MOST_ISSUES)))


def _inspect_openapi(document: Document) -> Iterator[Issue]:
    cls = Closed31 if str(document["openapi"]).startswith("3.1") else Closed30
    shape = list(islice(_issues(cls(document).schema_validator.iter_errors(document)), MOST_ISSUES))
    yield from shape
    if shape:
        return
    document = without_data_references(document)
    try:
        yield from _issues(_meaning_errors(cls, document))
    except Unresolvable as error:
        yield Issue(f"{str(error)[:SHOWN_CHARACTERS]} cannot be resolved", "unresolved_reference")
    except RecursionError:
        # The validator follows references by recursion: a chain of some hundreds ends it. Named schemas are checked
        # where they stand as well, so that references to them can be taken as read.
        yield from _issues(_meaning_errors(cls, _without_schema_references(document)))


def _meaning_errors(cls: Any, document: Document) -> Iterator[Any]:
    validator = cls(document)
    return iter(validator.root_validator(validator.schema_path))


def _without_schema_references(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_schema_references(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if str(value.get("$ref", "")).startswith("#/components/schemas/"):
        return {}
    return {key: _without_schema_references(inner) for key, inner in value.items()}


def _inspect_asyncapi(document: Document) -> Iterator[Issue]:
    third = str(document["asyncapi"]).startswith("3")
    shape = list(_issues(Draft202012Validator(VERSION_3 if third else VERSION_2).iter_errors(document)))
    yield from shape
    if shape:
        return
    side = Side(document)
    if third:
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


def _issues(errors: Iterable[Any]) -> Iterator[Issue]:
    for error in errors:
        specific = best_match([error]) or error
        path = list(getattr(specific, "absolute_path", None) or ())
        message = str(specific.message).replace("\n", " ")
        yield Issue(message[:SHOWN_CHARACTERS], str(specific.validator or "invalid"), pointer_to("", *path))
