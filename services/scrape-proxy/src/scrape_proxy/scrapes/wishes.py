"""What a caller wants a model to read out of a page."""

import json
from dataclasses import dataclass
from typing import Any

from scrape_proxy.errors import InvalidInput, detail

MAX_PROMPT = 5_000
MAX_SCHEMA_BYTES = 20_000
MAX_SCHEMA_DEPTH = 32


@dataclass(frozen=True, slots=True)
class ExtractionWish:
    """`schema` (JSON Schema) and `prompt` say what to read, `name` under which key; `summary` instead or as well."""

    schema: dict[str, Any] | None = None
    prompt: str = ""
    summary: bool = False
    name: str = "json"

    @property
    def is_json(self) -> bool:
        """Whether an object is wanted."""
        return bool(self.schema or self.prompt)


def read_wish(schema: Any, prompt: Any, path: str) -> ExtractionWish:
    """A wish for an object; InvalidInput."""
    if schema is not None and (not isinstance(schema, dict) or depth_of(schema) > MAX_SCHEMA_DEPTH):
        raise InvalidInput(
            [detail(f"{path}.schema", f"schema must be an object at most {MAX_SCHEMA_DEPTH} levels deep")]
        )
    if schema is not None and len(json.dumps(schema)) > MAX_SCHEMA_BYTES:
        raise InvalidInput([detail(f"{path}.schema", f"schema must be at most {MAX_SCHEMA_BYTES} bytes as JSON")])
    if not isinstance(prompt or "", str) or len(prompt or "") > MAX_PROMPT:
        raise InvalidInput([detail(f"{path}.prompt", f"prompt must be a text of at most {MAX_PROMPT} characters")])
    return ExtractionWish(schema, prompt or "")


def depth_of(value: Any) -> int:
    """Levels of nesting, counted no further than matters."""
    level, found = [value], 0
    while level and found <= MAX_SCHEMA_DEPTH:
        found += 1
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return found
