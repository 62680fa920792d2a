"""Whether an object is valid by a stranger's JSON Schema: computed in a child, with nothing fetched."""

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, best_match
from referencing import Registry
from referencing.exceptions import Unresolvable

MAX_PROBLEM = 300


def judge_answer(schema: dict[str, Any], answer: dict[str, Any]) -> str | None:
    """What is wrong with the answer, None when nothing is."""
    try:
        Draft202012Validator.check_schema(schema)
        error = best_match(Draft202012Validator(schema, registry=Registry()).iter_errors(answer))
    except SchemaError as unusable:
        return f"the schema is no JSON Schema: {unusable.message}"[:MAX_PROBLEM]
    except Unresolvable as unknown:
        return f"the schema refers to what it does not hold: {unknown.ref}"[:MAX_PROBLEM]
    return f"{error.json_path}: {error.message}"[:MAX_PROBLEM] if error else None
