"""The head of a text file: YAML between `---` lines, TOML between `+++` lines."""

import re
import tomllib
from dataclasses import dataclass
from typing import Any

import yaml

MAX_HEAD = 65_536
MAX_DEPTH = 32
# libyaml: ten times as fast, and not quadratic in the depth of brackets.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOML_LINE = re.compile(r"\(at line (\d+)")


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
    """Values of a head, its text, and the text after it exactly as it is."""

    values: dict[str, Any]
    text: str
    body: str

    def line_of(self, key: str) -> int:
        """The line of a key in the file, 1 when it is not there."""
        for number, line in enumerate(self.text.split("\n"), start=2):
            if re.match(rf"\s*['\"]?{re.escape(key)}['\"]?\s*[:=]", line):
                return number
        return 1


def split_head(text: str) -> Head:
    """Head and body of a file; FrontMatterError when there is no head or it is broken."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    for fence, read in (("---", read_yaml), ("+++", read_toml)):
        opened = re.match(re.escape(fence) + r"[ \t]*\n", text)
        if opened:
            closed = re.compile(rf"^{re.escape(fence)}[ \t]*(?:\n|\Z)", re.MULTILINE).search(text, opened.end())
            if closed is None:
                raise FrontMatterError(1, f"the front matter is not closed with {fence}")
            head = text[opened.end() : closed.start()]
            if len(head) > MAX_HEAD:
                raise FrontMatterError(1, f"the front matter is longer than {MAX_HEAD} characters")
            return Head(read(head), head, text[closed.end() :])
    raise NoFrontMatter


def read_yaml(head: str) -> dict[str, Any]:
    """A YAML mapping without aliases and deep nesting, which could make a small file cost much."""
    try:
        refuse_excess(head)
        values = yaml.load(head, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FrontMatterError(mark.line + 2 if mark else 1, error.problem or "broken YAML") from error
    except (yaml.YAMLError, ValueError) as error:
        raise FrontMatterError(1, str(error).split("\n")[0]) from error
    return require_mapping({} if values is None else values)


def refuse_excess(head: str) -> None:
    """FrontMatterError for the first alias, and for what is nested deeper than MAX_DEPTH."""
    depth = 0
    for event in yaml.parse(head, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 2 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise FrontMatterError(line, "aliases are not read")
        if depth > MAX_DEPTH:
            raise FrontMatterError(line, f"nested deeper than {MAX_DEPTH} levels")


def read_toml(head: str) -> dict[str, Any]:
    """A TOML table."""
    try:
        return tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_LINE.search(str(error))
        raise FrontMatterError(int(place[1]) + 1 if place else 1, str(error)) from error


def require_mapping(values: Any) -> dict[str, Any]:
    """The values, or FrontMatterError when they are no mapping of names."""
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise FrontMatterError(2, "the front matter is not a mapping of names to values")
    return values
