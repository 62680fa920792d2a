"""Text to document: JSON, or the part of YAML that is JSON, within bounds that are checked while reading."""

import json
from typing import Any

from documentation_api.specs.issues import Unreadable, UnreadableTooLarge, pointer_to
from documentation_api.specs.yaml_reading import MAX_DEPTH, MAX_NODES, deep, large, read_yaml

MAX_BYTES = 10 * 1_048_576

Document = dict[str, Any]


def parse_document(text: str) -> Document:
    """The document. Unreadable when it is not YAML or JSON, or larger, deeper or wider than a document may be."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise UnreadableTooLarge("The document must be at most 10 MB", "too_large")
    if "\x00" in text:
        raise Unreadable("The document must not contain U+0000", "invalid_characters")
    content = _parse_json(text) if text.lstrip("\ufeff \t\r\n").startswith("{") else read_yaml(text)
    if not isinstance(content, dict):
        raise Unreadable("The document must be an object", "not_an_object")
    return content


def _parse_json(text: str) -> Any:
    try:
        content = json.loads(text.lstrip("\ufeff"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except RecursionError:
        raise deep() from None
    except json.JSONDecodeError as error:
        # Flow style YAML begins with a brace as well.
        return _parse_flow_style(text, f"{error.msg} at line {error.lineno}, column {error.colno}")
    except ValueError as error:
        raise Unreadable(f"Invalid JSON: {error}", "invalid_json") from None
    check_bounds(content)
    return content


def _parse_flow_style(text: str, json_fault: str) -> Any:
    try:
        return read_yaml(text)
    except Unreadable as fault:
        if fault.issue.code != "invalid_yaml":
            raise
        raise Unreadable(f"Invalid JSON: {json_fault}", "invalid_json") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("duplicate key")
    return content


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def check_bounds(content: Any) -> None:
    """Unreadable for a tree that is too deep, too wide, or holds text or numbers JSON cannot carry on."""
    nodes = 0
    waiting: list[tuple[Any, int, str]] = [(content, 1, "")]
    while waiting:
        value, depth, pointer = waiting.pop()
        nodes += 1
        if depth > MAX_DEPTH:
            raise deep()
        if nodes > MAX_NODES:
            raise large()
        if isinstance(value, dict):
            for key, inner in value.items():
                _check_text(key, pointer)
                waiting.append((inner, depth + 1, pointer_to(pointer, key)))
        elif isinstance(value, list):
            waiting += [(inner, depth + 1, pointer_to(pointer, place)) for place, inner in enumerate(value)]
        elif isinstance(value, str):
            _check_text(value, pointer)
        elif isinstance(value, float) and value in (float("inf"), float("-inf")):
            raise Unreadable("Numbers must be finite", "invalid_number", pointer)


def _check_text(text: str, pointer: str) -> None:
    if text.isascii() and "\x00" not in text:
        return
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Unreadable("Text must not contain U+0000 or lone surrogates", "invalid_characters", pointer)
