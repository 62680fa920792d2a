"""YAML read from its events straight into plain values.

Nodes are counted as they come, aliases with all they stand for, so that a bomb of aliases or merges is refused before
it unfolds, and depth is a counter instead of the depth of a call stack. Scalars are those of YAML 1.2 (JSON schema
plus the core forms): `on` and `12:30` stay text.
"""

import re
from typing import Any

import yaml
from yaml import events

from documentation_api.specs.issues import Unreadable

MAX_DEPTH = 100
MAX_NODES = 500_000

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_INTEGER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_NOT_NUMBERS = frozenset({".inf", "-.inf", "+.inf", ".Inf", "-.Inf", ".INF", "-.INF", ".nan", ".NaN", ".NAN"})
_MAX_DIGITS = 300
_TEXT_TAG = "tag:yaml.org,2002:str"
_KNOWN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq"))
_MERGE = object()


def deep() -> Unreadable:
    """The error of a document nested too deeply."""
    return Unreadable(f"The document must be nested at most {MAX_DEPTH} levels", "too_deep")


def large() -> Unreadable:
    """The error of a document with too many values."""
    message = f"The document must have at most {MAX_NODES} values, aliases counted as often as they are used"
    return Unreadable(message, "too_many")


def read_yaml(text: str) -> Any:
    """The value of the only document in `text`; Unreadable when there is none, or it is out of bounds."""
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise Unreadable(f"Invalid YAML: {error.problem or error.context}{place}", "invalid_yaml") from None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise Unreadable(f"Invalid YAML: {str(error).splitlines()[0]}", "invalid_yaml") from None
    if builder.documents != 1:
        raise Unreadable("The text must hold one document", "invalid_yaml")
    return builder.root


class _Open:
    """A collection that is being read: `key` waits for its value, `size` counts values, `height` levels below."""

    __slots__ = ("anchor", "content", "height", "key", "merged", "size")

    def __init__(self, content: dict[str, Any] | list[Any], anchor: str | None) -> None:
        self.content = content
        self.anchor = anchor
        self.key: Any = None
        self.merged: list[Any] = []
        self.size = self.height = 1


class _Builder:
    """Values from events."""

    def __init__(self) -> None:
        self.root: Any = None
        self.documents = 0
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int, int]] = {}
        self._nodes = 0

    def take(self, event: Any) -> None:
        """One event."""
        if isinstance(event, events.ScalarEvent):
            self._add(event, scalar_of(event), 1, 1)
        elif isinstance(event, events.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, events.CollectionEndEvent):
            self._end(event)
        elif isinstance(event, events.AliasEvent):
            self._repeat(event)
        elif isinstance(event, events.DocumentStartEvent):
            self.documents += 1

    def _start(self, event: Any) -> None:
        check_tag(event)
        self._count(1)
        self._open.append(_Open({} if isinstance(event, events.MappingStartEvent) else [], event.anchor))
        if len(self._open) > MAX_DEPTH:
            raise deep()

    def _end(self, event: Any) -> None:
        ended = self._open.pop()
        if ended.merged and isinstance(ended.content, dict):
            ended.size += self._merge(ended.content, ended.merged, event)
        if ended.anchor:
            self._anchors[ended.anchor] = (ended.content, ended.size, ended.height)
        self._place(event, ended.content, ended.size, ended.height)

    def _repeat(self, event: Any) -> None:
        known = self._anchors.get(event.anchor)
        if known is None:
            raise refused(f"the alias {event.anchor} names nothing that is complete", event)
        value, size, height = known
        self._count(size)
        if len(self._open) + height > MAX_DEPTH:
            raise deep()
        self._place(event, value, size, height)

    def _add(self, event: Any, value: Any, size: int, height: int) -> None:
        self._count(size)
        if event.anchor:
            self._anchors[event.anchor] = (value, size, height)
        self._place(event, value, size, height)

    def _place(self, event: Any, value: Any, size: int, height: int) -> None:
        if not self._open:
            self.root = value
            return
        parent = self._open[-1]
        parent.size += size
        parent.height = max(parent.height, height + 1)
        if isinstance(parent.content, list):
            parent.content.append(value)
        elif parent.key is None:
            parent.key = key_of(event, value)
            if parent.key is not _MERGE and parent.key in parent.content:
                raise refused(f"duplicate key {parent.key[:100]}", event)
        else:
            if parent.key is _MERGE:
                parent.merged.append(value)
            else:
                parent.content[parent.key] = value
            parent.key = None

    def _merge(self, content: dict[str, Any], merged: list[Any], event: Any) -> int:
        """Add what `<<` names, own keys first; how many values that adds."""
        before = len(content)
        for source in (one for value in merged for one in (value if isinstance(value, list) else [value])):
            if not isinstance(source, dict):
                raise refused("<< must name a mapping", event)
            self._count(len(source))
            for key, value in source.items():
                content.setdefault(key, value)
        return len(content) - before

    def _count(self, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise large()


def refused(reason: str, event: Any) -> Unreadable:
    """The error of a construct, with its place."""
    mark = event.start_mark
    return Unreadable(f"Invalid YAML: {reason} at line {mark.line + 1}, column {mark.column + 1}", "invalid_yaml")


def check_tag(event: Any) -> None:
    """Only the tags of JSON's own types."""
    if event.tag and event.tag not in _KNOWN_TAGS and event.tag != "!":
        raise refused(f"the tag {event.tag[:100]} is not known", event)


def key_of(event: Any, value: Any) -> Any:
    """A key as text: `200:` is the key "200"."""
    if isinstance(event, events.ScalarEvent):
        text: str = event.value
        return _MERGE if text == "<<" and event.implicit[0] else text
    if isinstance(value, str):
        return value
    raise refused("keys must be text", event)


def scalar_of(event: Any) -> Any:
    """The value of a scalar."""
    check_tag(event)
    text: str = event.value
    if event.tag == _TEXT_TAG or event.tag == "!" or not (event.implicit[0] or event.tag):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    return number_of(text, event)


def number_of(text: str, event: Any) -> Any:
    """The number a plain scalar is, or its text."""
    if text in _NOT_NUMBERS:
        raise refused("numbers must be finite", event)
    if len(text) > _MAX_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OTHER_INTEGER.fullmatch(text):
        return int(text, 0)
    if _NUMBER.fullmatch(text):
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise refused("numbers must be finite", event)
        return number
    return text
