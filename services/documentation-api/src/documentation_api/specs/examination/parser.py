"""Text to document: JSON, or the part of YAML that is JSON, within bounds that are checked while reading."""

import json
import re
from typing import Any

from documentation_api.specs.examination.bounds import check_bounds
from documentation_api.specs.examination.issues import Unreadable, UnreadableTooLarge
from documentation_api.specs.examination.yaml_text import MAX_NODES, deep, large, read_yaml

# Indented, a document is two to three times as long as it counts.
MAX_TEXT_BYTES = 32 * 1_048_576

Document = dict[str, Any]
# A text in JSON; one that is never closed reaches to the end, so that the scan stays linear.
_TEXT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)


def parse_document(text: str) -> Document:
    """The document. Unreadable when it is not YAML or JSON, or larger, deeper or wider than a document may be."""
    if len(text) > MAX_TEXT_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES:
        raise UnreadableTooLarge("The text of a document must be at most 32 MB", "too_large")
    if "\x00" in text:
        raise Unreadable("The document must not contain U+0000", "invalid_characters")
    content = _parse_json(text) if text.lstrip("\ufeff \t\r\n").startswith("{") else read_yaml(text)
    if not isinstance(content, dict):
        raise Unreadable("The document must be an object", "not_an_object")
    check_bounds(content)
    return content


def _parse_json(text: str) -> Any:
    if count_values(text) > MAX_NODES:
        raise large()
    try:
        return json.loads(text.lstrip("\ufeff"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except RecursionError:
        raise deep() from None
    except json.JSONDecodeError as error:
        # Flow style YAML begins with a brace as well.
        return _parse_flow_style(text, f"{error.msg} at line {error.lineno}, column {error.colno}")
    except ValueError as error:
        raise Unreadable(f"Invalid JSON: {error}", "invalid_json") from None


def count_values(text: str) -> int:
    """How many values a JSON text can have at most, counted without building one."""
    separators = text.count(",") + text.count("[") + text.count("{")
    if separators < MAX_NODES:
        return separators
    bare = _TEXT.sub("", text)
    # What is empty has no value of its own besides itself.
    return 1 + bare.count(",") + bare.count("[") + bare.count("{") - bare.count("[]") - bare.count("{}")


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
