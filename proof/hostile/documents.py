"""Bodies that are small to send and large to work on; all made here, the same at every run."""

import json
from typing import Any


def fanned_references(levels: int = 22) -> str:
    """An OpenAPI document in which each schema names the next one twice: two to the power of `levels` ways."""
    schemas: dict[str, Any] = {
        f"S{level}": {"allOf": [{"$ref": f"#/components/schemas/S{level + 1}"}] * 2} for level in range(levels)
    }
    schemas[f"S{levels}"] = {"type": "object"}
    return json.dumps({**_head(), "components": {"schemas": schemas}})


def circular_references(count: int = 400) -> str:
    """Schemas that name all others."""
    schemas = {
        f"S{number}": {"anyOf": [{"$ref": f"#/components/schemas/S{other}"} for other in range(count)]}
        for number in range(count)
    }
    return json.dumps({**_head(), "components": {"schemas": schemas}})


def yaml_aliases(levels: int = 9) -> str:
    """The billion laughs, in YAML."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


def yaml_events(count: int = 400_000) -> str:
    """Megabytes of small YAML values."""
    return "openapi: 3.1.0\nx: [" + "a," * count + "a]"


def large_specification(paths: int = 6_000) -> str:
    """About a megabyte of ordinary operations."""
    operation = {"get": {"operationId": "x", "responses": {"200": {"description": "d"}}, "parameters": []}}
    return json.dumps({**_head(), "paths": {f"/p{number}/{{id}}": operation for number in range(paths)}})


def bad_patterns() -> str:
    """Patterns that backtrack, do not compile or are very long."""
    patterns = ["(a+)+$", "(a|a)*b", "([a-z]+)*\\d{1,1000000}", "(" * 5_000, "[" * 5_000, "a{1,65535}{1,65535}"]
    properties = {
        f"p{number}": {"type": "string", "pattern": one, "example": "a" * 40} for number, one in enumerate(patterns)
    }
    return json.dumps({**_head(), "components": {"schemas": {"S": {"type": "object", "properties": properties}}}})


def nested_html(levels: int = 11_000) -> str:
    """125 kB of elements in elements."""
    return "<div>" * levels + "x" + "</div>" * levels


def nested_markdown(levels: int = 20_000) -> str:
    """Quotes, lists and emphasis in each other, and links that never end."""
    return ">" * levels + "\n" + "- " * levels + "\n" + "*a **b " * levels + "\n" + "[" * levels + "]("


def many_attributes(count: int = 60_000) -> str:
    """One element with thousands of attributes."""
    return "<p " + " ".join(f"a{number}=x" for number in range(count)) + ">x</p>"


def nested_json(levels: int = 100_000) -> bytes:
    """Brackets only."""
    return b"[" * levels + b"]" * levels


def strange_values() -> list[bytes]:
    """JSON that Python reads and the next layer does not take, or the other way round."""
    digits = b"9" * 4_000
    texts = [
        rb'"\u0000"',
        rb'"\\u0000"',
        rb'"\ud800"',
        b"NaN",
        b"1e999",
        b"-Infinity",
        digits,
        b'"\xff\xfe"',
        b"1e-999",
    ]
    return [b'{"title": ' + text + b', "description": ' + text + b', "message": ' + text + b"}" for text in texts]


def _head() -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1.0.0"}, "paths": {}}
