"""XML and SVG read piece by piece: no DTD, no entity, and in a drawing nothing that runs or loads."""

import re
from collections.abc import Iterable, Mapping
from typing import NoReturn
from xml.parsers import expat

SVG_SPACE = "http://www.w3.org/2000/svg"
_INNER_LINK = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp)[;,])", re.IGNORECASE)
_LOADS = r"@import|expression\s*\(|url\(\s*+['\"]?+\s*+(?!#|data:image/(?:png|jpeg|gif|webp))"
_STYLE_LOADS = re.compile(_LOADS, re.IGNORECASE)
_FORBIDDEN = frozenset({"script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler"})


class Unacceptable(Exception):
    """The document is not well-formed, or holds what is not allowed"""


def read_xml(pieces: Iterable[bytes], *, drawing: bool = False) -> None:
    """Raise Unacceptable unless the document is well-formed and harmless; `drawing`: unless it is an SVG as well."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    if drawing:
        guard = DrawingGuard()
        parser.StartElementHandler = guard.open
        parser.CharacterDataHandler = guard.text
        parser.EndElementHandler = guard.close
        parser.ProcessingInstructionHandler = refuse
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Unacceptable from None


def refuse(*_: object) -> NoReturn:
    """End the reading."""
    raise Unacceptable


class DrawingGuard:
    """Looks at every element of a drawing."""

    def __init__(self) -> None:
        self._rooted = False
        self._style: list[str] | None = None

    def open(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        space, _, local = name.rpartition(" ")
        if not self._rooted and (local != "svg" or space not in ("", SVG_SPACE)):
            refuse()
        self._rooted = True
        if local.lower() in _FORBIDDEN:
            refuse()
        if local.lower() == "style":
            self._style = []
        for attribute, value in attributes.items():
            judge_attribute(attribute.rpartition(" ")[2].lower(), value)

    def text(self, text: str) -> None:
        """Text of a style sheet is kept until its end: a word may be cut in two."""
        if self._style is not None:
            self._style.append(text)

    def close(self, name: str) -> None:
        """An element ends."""
        if self._style is not None:
            judge_style("".join(self._style))
            self._style = None


def judge_attribute(name: str, value: str) -> None:
    """Refuse event handlers, links that lead out, and animations of either."""
    # An animation may set what an attribute may not be.
    target = value.strip().lower().rpartition(":")[2] if name == "attributename" else name
    runs = target.startswith("on") or "javascript:" in "".join(value.lower().split())
    leads_out = name in ("href", "src") and not _INNER_LINK.match(value)
    if runs or leads_out or name == "base" or (name != target and target in ("href", "src")):
        refuse()
    judge_style(value)


def judge_style(text: str) -> None:
    """Refuse style that loads something, or spells it with escapes."""
    if "\\" in text or _STYLE_LOADS.search(text):
        refuse()
