"""YAML 1.2 read from PyYAML's events straight into plain values, within bounds.

Values are counted as they come, aliases with all they stand for, so that a bomb of aliases or merges is refused before
it unfolds, and depth is a counter instead of the depth of a call stack. Plain scalars are those of the core schema:
`no`, `on`, `12:30` and `2024-01-31` are text, `1.10` is a number whose written form stays known (Written).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import events

INVALID, TOO_DEEP, TOO_MANY = "invalid", "too_deep", "too_many"
Path = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_INTEGER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_NOT_FINITE = {
    f"{sign}.{word}": float(f"{sign}inf") for sign in ("", "+", "-") for word in ("inf", "Inf", "INF")
} | dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan"))
_MAX_DIGITS = 300
_TAG = "tag:yaml.org,2002:"
_KNOWN_TAGS = frozenset(_TAG + name for name in ("str", "int", "float", "bool", "null", "map", "seq"))
# Forms of YAML 1.1 that JSON has no type for; as text they lose nothing.
_TEXT_TAGS = frozenset({_TAG + "str", _TAG + "timestamp", _TAG + "binary", "!"})
_MERGE = object()


class YamlError(Exception):
    """Text that is not YAML or out of bounds: `code` is invalid, too_deep or too_many; line and column begin at 1."""

    def __init__(self, reason: str, code: str = INVALID, line: int = 1, column: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Rules:
    """What is read: `depth` levels, `values` in all. Duplicate keys: an error, or the last one counts.

    Tags of others are an error, or what stands behind them is read as if they were not there.
    """

    depth: int = 100
    values: int = 500_000
    unique_keys: bool = True
    finite: bool = True
    aliases: bool = True
    known_tags: bool = True


@dataclass(slots=True)
class Written:
    """What a value does not tell: where it stood, and how a number, a truth value or null was written."""

    texts: dict[Path, str] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    aliases: dict[Path, Path] = field(default_factory=dict)

    def text_of(self, path: Path, value: Any) -> str:
        """A scalar as it was written: `1.10` for 1.1, `0x10` for 16; that of an alias where its anchor stands."""
        text = self.texts.get(path)
        for length in range(len(path), 0, -1) if text is None else ():
            # An anchor stands before its aliases, so this ends.
            if (anchored := self.aliases.get(path[:length])) is not None:
                return self.text_of(anchored + path[length:], value)
        return ("" if value is None else str(value)) if text is None else text


def read_yaml(text: str, rules: Rules | None = None, written: Written | None = None) -> Any:
    """The value of the only document in `text`; YamlError. `written` is filled when it is given."""
    builder = _Builder(rules or Rules(), written)
    try:
        # libyaml: ten times as fast, and not quadratic in the depth of brackets.
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = str(error.problem or error.context)
        raise (YamlError(reason, INVALID, mark.line + 1, mark.column + 1) if mark else YamlError(reason)) from None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise YamlError(str(error).splitlines()[0]) from None
    if builder.documents != 1:
        raise YamlError("the text must hold one document")
    return builder.root


class _Open:
    """A collection that is being read: `key` waits for its value, `size` counts values, `height` levels below."""

    __slots__ = ("anchor", "content", "height", "key", "merged", "path", "size")

    def __init__(self, content: dict[str, Any] | list[Any], anchor: str | None, path: Path) -> None:
        self.content = content
        self.anchor = anchor
        self.path = path
        self.key: Any = None
        self.merged: list[Any] = []
        self.size = self.height = 1


class _Builder:
    """Values from events."""

    def __init__(self, rules: Rules, written: Written | None) -> None:
        self.root: Any = None
        self.documents = 0
        self._rules = rules
        self._written = written
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int, int, Path]] = {}
        self._values = 0

    def take(self, event: Any) -> None:
        """One event."""
        if not self._rules.known_tags:
            forget_tag(event)
        if isinstance(event, events.ScalarEvent):
            self._add(event)
        elif isinstance(event, events.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, events.CollectionEndEvent):
            self._end(event)
        elif isinstance(event, events.AliasEvent):
            self._repeat(event)
        elif isinstance(event, events.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise YamlError("the text must hold one document")

    def _add(self, event: Any) -> None:
        value = scalar_of(event, finite=self._rules.finite)
        self._count(1, event)
        if self._written is not None and not self._at_key():
            self._note_text(self._written, value, event.value)
        if event.anchor:
            path = () if self._written is None or self._at_key() else self._path()
            self._anchors[event.anchor] = (value, 1, 1, path)
        self._place(event, value, 1, 1)

    def _start(self, event: Any) -> None:
        check_tag(event)
        self._count(1, event)
        path = self._path() if self._written is not None else ()
        if not self._in_mapping():
            self._note_line(event)
        self._open.append(_Open({} if isinstance(event, events.MappingStartEvent) else [], event.anchor, path))
        self._check_depth(len(self._open), event)

    def _end(self, event: Any) -> None:
        ended = self._open.pop()
        if ended.merged and isinstance(ended.content, dict):
            ended.size += self._merge(ended, ended.content, event)
        if ended.anchor:
            self._anchors[ended.anchor] = (ended.content, ended.size, ended.height, ended.path)
        self._place(event, ended.content, ended.size, ended.height)

    def _repeat(self, event: Any) -> None:
        if not self._rules.aliases:
            raise refused("aliases are not read", event)
        known = self._anchors.get(event.anchor)
        if known is None:
            raise refused(f"the alias {event.anchor} names nothing that is complete", event)
        value, size, height, path = known
        self._count(size, event)
        self._check_depth(len(self._open) + height, event)
        if self._written is not None and not self._at_key():
            self._written.aliases[self._path()] = path
            self._written.texts.pop(self._path(), None)
        self._place(event, value, size, height)

    def _place(self, event: Any, value: Any, size: int, height: int) -> None:
        if not self._open:
            self.root = value
            return
        parent = self._open[-1]
        parent.size += size
        parent.height = max(parent.height, height + 1)
        if isinstance(parent.content, list):
            self._note_line(event)
            parent.content.append(value)
        elif parent.key is None:
            parent.key = key_of(event, value)
            if self._rules.unique_keys and parent.key is not _MERGE and parent.key in parent.content:
                raise refused(f"duplicate key {parent.key[:100]}", event)
            self._note_line(event)
        else:
            if parent.key is _MERGE:
                parent.merged.append(value)
            else:
                parent.content[parent.key] = value
            parent.key = None

    def _merge(self, ended: _Open, content: dict[str, Any], event: Any) -> int:
        """Add what `<<` names, own keys first; how many values that adds."""
        before = len(content)
        for path, source in sources_of((*ended.path, "<<"), ended.merged):
            if not isinstance(source, dict):
                raise refused("<< must name a mapping", event)
            self._count(len(source), event)
            if self._written is not None:
                for key in source.keys() - content.keys():
                    self._written.aliases[*ended.path, key] = (*path, key)
            for key, value in source.items():
                content.setdefault(key, value)
        return len(content) - before

    def _in_mapping(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].content, dict)

    def _at_key(self) -> bool:
        return self._in_mapping() and self._open[-1].key is None

    def _note_text(self, written: Written, value: Any, text: str) -> None:
        """Text is its own written form; one that follows a number of the same key replaces that."""
        path = self._path()
        written.aliases.pop(path, None)
        if isinstance(value, str):
            written.texts.pop(path, None)
        else:
            written.texts[path] = text

    def _path(self) -> Path:
        """Of the value that comes next."""
        if not self._open:
            return ()
        parent = self._open[-1]
        if isinstance(parent.content, list):
            return (*parent.path, len(parent.content))
        return (*parent.path, "<<" if parent.key is _MERGE or parent.key is None else parent.key)

    def _note_line(self, event: Any) -> None:
        if self._written is not None and not isinstance(event, events.CollectionEndEvent):
            self._written.lines[self._path()] = event.start_mark.line + 1

    def _count(self, values: int, event: Any) -> None:
        self._values += values
        if self._values > self._rules.values:
            reason = f"more than {self._rules.values} values, aliases counted as often as they are used"
            raise refused(reason, event, TOO_MANY)

    def _check_depth(self, depth: int, event: Any) -> None:
        if depth > self._rules.depth:
            raise refused(f"nested deeper than {self._rules.depth} levels", event, TOO_DEEP)


def refused(reason: str, event: Any, code: str = INVALID) -> YamlError:
    """The error of a construct, with its place."""
    return YamlError(reason, code, event.start_mark.line + 1, event.start_mark.column + 1)


def sources_of(place: Path, merged: list[Any]) -> Iterator[tuple[Path, Any]]:
    """The values that `<<` at this place names, one or a list of them, each with its own place."""
    for value in merged:
        if isinstance(value, list):
            yield from (((*place, number), source) for number, source in enumerate(value))
        else:
            yield place, value


def forget_tag(event: Any) -> None:
    """Take a tag that is not known from an event."""
    if (tag := getattr(event, "tag", None)) and tag not in _KNOWN_TAGS and tag not in _TEXT_TAGS:
        event.tag = None
        event.implicit = (not event.style, True) if isinstance(event, events.ScalarEvent) else True


def check_tag(event: Any) -> None:
    """Only the tags of JSON's own types, and those that text can stand for."""
    if event.tag and event.tag not in _KNOWN_TAGS and event.tag not in _TEXT_TAGS:
        raise refused(f"the tag {event.tag[:100]} is not known", event)


def key_of(event: Any, value: Any) -> Any:
    """A key as text: `200:` is the key "200", `no:` is "no"."""
    if isinstance(event, events.ScalarEvent):
        text: str = event.value
        return _MERGE if text == "<<" and event.implicit[0] else text
    if isinstance(value, str):
        return value
    raise refused("keys must be text", event)


def scalar_of(event: Any, *, finite: bool = True) -> Any:
    """The value of a scalar."""
    check_tag(event)
    text: str = event.value
    if event.tag in _TEXT_TAGS or not (event.implicit[0] or event.tag):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    return number_of(text, event, finite=finite)


def number_of(text: str, event: Any, *, finite: bool = True) -> Any:
    """The number a plain scalar is, or its text."""
    if text in _NOT_FINITE:
        if finite:
            raise refused("numbers must be finite", event)
        return _NOT_FINITE[text]
    if len(text) > _MAX_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OTHER_INTEGER.fullmatch(text):
        return int(text, 0)
    if _NUMBER.fullmatch(text):
        number = float(text)
        if number in (float("inf"), float("-inf")) and finite:
            raise refused("numbers must be finite", event)
        return number
    return text
