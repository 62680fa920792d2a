"""What a version offers, cut into pieces that are searched and shown one by one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from documentation_api.specs.comparison.events import channels_of
from documentation_api.specs.comparison.findings import REQUEST
from documentation_api.specs.comparison.sides import Side, listing, mapping, words
from documentation_api.specs.examination.parser import Document
from documentation_api.specs.examination.paths import METHODS
from documentation_api.specs.examination.weights import Lengths

OPENAPI, ASYNCAPI, SCHEMA = "openapi", "asyncapi", "schema"
INFO, ENDPOINT, CHANNEL, MESSAGE = "info", "endpoint", "channel", "message"
MOST_TITLE, MOST_DESCRIPTION, MOST_NAME = 300, 5_000, 500
MOST_TAGS = 20
# Of one operation: parts of each kind, characters of a part, of its words.
MOST_PARTS, MOST_DETAIL, MOST_WORD = 60, 20_000, 500


@dataclass(frozen=True)
class Piece:
    """One piece. `detail` is what the reading page shows of it: self-contained but for references to schemas."""

    id: str
    type: str
    source: str
    title: str
    description: str = ""
    method: str | None = None
    path: str | None = None
    operation_id: str | None = None
    tags: list[str] = field(default_factory=list)
    deprecated: bool = False
    detail: dict[str, Any] = field(default_factory=dict)


def extract_entries(documents: Mapping[str, Document | None]) -> list[Piece]:
    """All pieces of a version; of two with one id the OpenAPI document's."""
    found: dict[str, Piece] = {}
    for kind, extract in ((OPENAPI, _openapi_entries), (ASYNCAPI, _asyncapi_entries)):
        document = documents.get(kind)
        if document is not None:
            for entry in extract(Side(document)):
                found.setdefault(entry.id, entry)
    return list(found.values())


def _openapi_entries(side: Side) -> Iterator[Piece]:
    yield _info_entry(side, OPENAPI)
    weights = Lengths()
    for path, item, _ in side.entries(side.document.get("paths"), "/paths"):
        for method in METHODS:
            operation = mapping(item).get(method)
            if isinstance(operation, dict):
                yield _operation_entry(side, path, method, mapping(item), operation, weights)
    yield from _schema_entries(side)


def _asyncapi_entries(side: Side) -> Iterator[Piece]:
    yield _info_entry(side, ASYNCAPI)
    messages: dict[str, tuple[dict[str, Any], str]] = {}
    for channel in channels_of(side).values():
        messages |= channel.messages
        described = {
            ("send" if direction == REQUEST else "receive"): sorted(names)
            for direction, names in channel.operations.items()
        }
        yield Piece(
            f"channel-{channel.address}"[:MOST_NAME], CHANNEL, ASYNCAPI, channel.address[:MOST_TITLE],
            text_of(channel.description), path=channel.address[:MOST_NAME], detail={"operations": described},
        )  # fmt: skip
    for name, message, place in side.entries(mapping(side.document.get("components")).get("messages"), ""):
        messages.setdefault(name, (mapping(message), place))
    for name, (message, _) in messages.items():
        shown: dict[str, Any] = {
            word: message[word] for word in ("contentType", "headers", "payload") if word in message
        }
        title = text_of(message.get("title")) or name
        description = text_of(message.get("description")) or text_of(message.get("summary"))
        yield Piece(f"message-{name}"[:MOST_NAME], MESSAGE, ASYNCAPI, title[:MOST_TITLE], description, detail=shown)
    yield from _schema_entries(side)


def _info_entry(side: Side, source: str) -> Piece:
    info = mapping(side.document.get("info"))
    return Piece("api-info", INFO, source, text_of(info.get("title"))[:MOST_TITLE], text_of(info.get("description")))


def _operation_entry(
    side: Side, path: str, method: str, item: dict[str, Any], operation: dict[str, Any], weights: Lengths
) -> Piece:
    summary, description = text_of(operation.get("summary")), text_of(operation.get("description"))
    return Piece(
        f"path-{path}-{method}"[:MOST_NAME], ENDPOINT, OPENAPI, (summary or f"{method.upper()} {path}")[:MOST_TITLE],
        description, method.upper(), path[:MOST_NAME], text_of(operation.get("operationId"))[:MOST_NAME] or None,
        [tag[:100] for tag in words(operation.get("tags"))][:MOST_TAGS], operation.get("deprecated") is True,
        operation_detail(side, item, operation, weights),
    )  # fmt: skip


def operation_detail(side: Side, item: dict[str, Any], operation: dict[str, Any], weights: Lengths) -> dict[str, Any]:
    """Parameters, body, responses and security of an operation with their own references followed.

    A reading page shows some lines of each: what is longer than MOST_DETAIL is there without its schemas, as the same
    response may stand in thousands of operations.
    """
    parameters: dict[tuple[Any, Any], Any] = {}
    for owner in (item, operation):
        for parameter, _ in side.elements(owner.get("parameters"), ""):
            parameters[mapping(parameter).get("in"), mapping(parameter).get("name")] = parameter

    def shown(part: Any) -> Any:
        return part if weights.of(part) <= MOST_DETAIL else shortened(mapping(part))

    responses = list(side.entries(operation.get("responses"), ""))[:MOST_PARTS]
    detail = {
        "parameters": [shown(one) for one in list(parameters.values())[:MOST_PARTS]],
        "requestBody": shown(side.resolve(operation.get("requestBody"), "")[0]),
        "responses": {code[:MOST_WORD]: shown(response) for code, response, _ in responses},
        "security": shown(operation.get("security", side.document.get("security"))),
    }
    return {word: value for word, value in detail.items() if value}


def shortened(part: dict[str, Any]) -> dict[str, Any]:
    """A parameter, body or response by its words, and by its media types without their schemas."""
    members = {word: part[word] for word in ("name", "in", "required") if isinstance(part.get(word), str | bool)}
    if isinstance(part.get("description"), str):
        members["description"] = part["description"][:MOST_WORD]
    content = list(mapping(part.get("content")))[:MOST_TAGS]
    return members | ({"content": {kind[:MOST_WORD]: {} for kind in content}} if content else {})


def _schema_entries(side: Side) -> Iterator[Piece]:
    for name, schema in mapping(mapping(side.document.get("components")).get("schemas")).items():
        content = mapping(schema)
        yield Piece(
            f"schema-{name}"[:MOST_NAME], SCHEMA, SCHEMA, name[:MOST_TITLE],
            text_of(content.get("description")) or text_of(content.get("title")),
            deprecated=content.get("deprecated") is True, detail={"schema": schema},
        )  # fmt: skip


def text_of(value: Any) -> str:
    """A text as it is searched: at most MOST_DESCRIPTION characters."""
    return value.strip()[:MOST_DESCRIPTION] if isinstance(value, str) else ""


def coverage_of(document: Document | None) -> dict[str, Any]:
    """How well operations are described: counts, and the mean share of the three as 0–100."""
    side = Side(document or {})
    operations = [
        operation
        for _, item, _ in side.entries(side.document.get("paths"), "/paths")
        for method, operation in mapping(item).items()
        if method in METHODS and isinstance(operation, dict)
    ]
    described = sum(bool(text_of(one.get("description")) or text_of(one.get("summary"))) for one in operations)
    shown = sum(_has_example(side, one) for one in operations)
    failing = sum(any(code[:1] in "45d" for code in mapping(one.get("responses"))) for one in operations)
    total = len(operations)
    score = round(100 * (described + shown + failing) / (3 * total), 1) if total else 0
    return {
        "operations": total, "with_description": described, "with_example": shown, "with_error_response": failing,
        "score": score,
    }  # fmt: skip


def _has_example(side: Side, operation: dict[str, Any]) -> bool:
    bodies = [side.resolve(operation.get("requestBody"), "")[0]]
    bodies += [response for _, response, _ in side.entries(operation.get("responses"), "")]
    for body in bodies:
        for _, media, _ in side.entries(mapping(body).get("content"), ""):
            schema = mapping(side.resolve(mapping(media).get("schema"), "")[0])
            if {"example", "examples"} & (mapping(media).keys() | schema.keys()):
                return True
    return any({"example", "examples"} & mapping(one).keys() for one in listing(operation.get("parameters")))
