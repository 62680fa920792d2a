"""The head of a text file: YAML between `---` lines, TOML between `+++` lines, or an object of JSON."""

import json
import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from suite.text.yaml import Path, Rules, Written, YamlError, read_yaml

MAX_HEAD = 65_536
MAX_DEPTH = 32
# What aliases stand for counts among the values; of duplicate keys generators take the last.
_RULES = Rules(depth=MAX_DEPTH, values=20_000, unique_keys=False, finite=False)
_TOML_LINE = re.compile(r"\(at line (\d+)")
_FENCES = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE),
}


class FrontMatterError(Exception):
    """The head cannot be read; `line` counts from 1 in the file."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


class NoFrontMatter(FrontMatterError):
    """The file begins with its text."""

    def __init__(self) -> None:
        super().__init__(1, "no front matter")


@dataclass(frozen=True, slots=True)
class Head:
    """Values of a head, its text, and the text after it exactly as it is.

    YAML is that of version 1.2: dates and `no` are text. `written` tells how its numbers were written.
    """

    values: dict[str, Any]
    text: str
    body: str
    written: Written = field(default_factory=Written)

    def line_of(self, key: str) -> int:
        """The line of a key in the file, 1 when it is not there."""
        if (key,) in self.written.lines:
            return self.written.lines[key,]
        first = 1 if self.text.startswith("{") else 2
        for number, line in enumerate(self.text.split("\n"), start=first):
            if re.match(rf"\s*\{{?\s*['\"]?{re.escape(key)}['\"]?\s*[:=]", line):
                return number
        return 1

    def text_of(self, *path: str | int) -> str | None:
        """A value as people see it in the file: the tag `1.10`, the title `2024`; None for lists, mappings, nothing."""
        value = value_at(self.values, path)
        if value is None or isinstance(value, dict | list):
            return None
        return self.written.text_of(path, value)


def value_at(values: Any, path: Path) -> Any:
    """The value at a path of names and places; None when there is none."""
    for step in path:
        if isinstance(values, dict):
            values = values.get(step)
        elif isinstance(values, list) and isinstance(step, int) and 0 <= step < len(values):
            values = values[step]
        else:
            return None
    return values


def split_head(text: str) -> Head:
    """Head and body of a file; FrontMatterError when there is no head or it is broken."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if text.startswith("{"):
        return split_json(text)
    fence = text[:3]
    opened = re.match(r"(?:---|\+\+\+)[ \t]*\n", text)
    if opened is None:
        raise NoFrontMatter
    closed = _FENCES[fence].search(text, opened.end())
    if closed is None:
        raise FrontMatterError(1, f"the front matter is not closed with {fence}")
    head = text[opened.end() : closed.start()]
    if len(head) > MAX_HEAD:
        raise FrontMatterError(1, f"the front matter is longer than {MAX_HEAD} characters")
    written = Written()
    values = read_head(head, written) if fence == "---" else read_toml(head)
    return Head(values, head, text[closed.end() :], written)


def read_head(head: str, written: Written | None = None) -> dict[str, Any]:
    """A YAML mapping; nothing at all is an empty one."""
    try:
        values = read_yaml(f"---\n{head}", _RULES, written)
    except YamlError as error:
        # The line of the fence stands for that of the file.
        raise FrontMatterError(error.line, error.reason) from error
    return require_mapping({} if values is None else values)


def read_toml(head: str) -> dict[str, Any]:
    """A TOML table."""
    try:
        return tomllib.loads(head)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = _TOML_LINE.search(str(error))
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise FrontMatterError(int(place[1]) + 1 if place else 1, reason) from error


def split_json(text: str) -> Head:
    """Head and body of a file that begins with an object of JSON; other text may begin with its sign too."""
    try:
        values, end = json.JSONDecoder().raw_decode(text[: MAX_HEAD + 1])
    except (ValueError, RecursionError):
        raise NoFrontMatter from None
    body = text[end:].lstrip(" \t")
    if body and not body.startswith("\n"):
        raise NoFrontMatter
    return Head(values, text[:end], body[1:])


def require_mapping(values: Any) -> dict[str, Any]:
    """The values, or FrontMatterError when they are no mapping of names."""
    if not isinstance(values, dict):
        raise FrontMatterError(2, "the front matter is not a mapping of names to values")
    return values
