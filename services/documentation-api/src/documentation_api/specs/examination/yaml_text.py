"""YAML as specifications may use it: the errors of suite.text.yaml in the words of a report."""

from typing import Any

from documentation_api.specs.examination.issues import Unreadable
from suite.text import yaml

MAX_DEPTH = 100
MAX_NODES = 500_000
_RULES = yaml.Rules(depth=MAX_DEPTH, values=MAX_NODES)


def deep() -> Unreadable:
    """The error of a document nested too deeply."""
    return Unreadable(f"The document must be nested at most {MAX_DEPTH} levels", "too_deep")


def large() -> Unreadable:
    """The error of a document with too many values."""
    message = f"The document must have at most {MAX_NODES} values, aliases counted as often as they are used"
    return Unreadable(message, "too_many")


def read_yaml(text: str) -> Any:
    """The value of the only document in `text`; Unreadable when there is none, or it is out of bounds."""
    try:
        return yaml.read_yaml(text, _RULES)
    except yaml.YamlError as error:
        if error.code == yaml.TOO_DEEP:
            raise deep() from None
        if error.code == yaml.TOO_MANY:
            raise large() from None
        place = f" at line {error.line}, column {error.column}"
        raise Unreadable(f"Invalid YAML: {error.reason}{place}", "invalid_yaml") from None
