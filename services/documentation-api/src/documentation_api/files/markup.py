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


_KNOWN_DTD = re.compile(r"https?://www\.w3\.org/")


class Unacceptable(Exception):
    """The file is not what it should be, or holds what is not allowed"""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_xml(pieces: Iterable[bytes], *, drawing: bool = False) -> None:
    """Raise Unacceptable unless the document is well-formed and harmless; `drawing`: unless it is an SVG as well."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = judge_doctype
    parser.EntityDeclHandler = refuse_entity
    if drawing:
        guard = DrawingGuard()
        parser.StartElementHandler = guard.open
        parser.CharacterDataHandler = guard.text
        parser.EndElementHandler = guard.close
        parser.ProcessingInstructionHandler = refuse_instruction
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unacceptable(f"not well-formed: {expat.ErrorString(error.code)}, line {error.lineno}") from None
    except Unacceptable as error:
        raise Unacceptable(f"{error.reason}, line {parser.CurrentLineNumber}") from None


def judge_doctype(name: str, system_id: str | None, public_id: str | None, has_subset: bool) -> None:
    """A document type that only names one of the W3C's: drawing programs write it, and nothing is ever fetched."""
    if has_subset:
        refuse("a document type with declarations of its own")
    if system_id is not None and not _KNOWN_DTD.match(system_id):
        refuse("a document type that is kept elsewhere")


def refuse_entity(*_: object) -> NoReturn:
    """End the reading."""
    refuse("entities")


def refuse_instruction(*_: object) -> NoReturn:
    """End the reading."""
    refuse("processing instructions")


def refuse(reason: str) -> NoReturn:
    """End the reading."""
    raise Unacceptable(reason)


class DrawingGuard:
    """Looks at every element of a drawing."""

    def __init__(self) -> None:
        self._rooted = False
        self._style: list[str] | None = None

    def open(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        space, _, local = name.rpartition(" ")
        if not self._rooted and (local != "svg" or space not in ("", SVG_SPACE)):
            refuse("no drawing: the outermost element is not svg")
        self._rooted = True
        if local.lower() in _FORBIDDEN:
            refuse(f"the element {local[:40]}")
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
    if runs:
        refuse(f"the attribute {name[:40]} runs a script")
    if leads_out or name == "base" or (name != target and target in ("href", "src")):
        refuse(f"the attribute {name[:40]} leads out of the drawing: {value.strip()[:80]}")
    judge_style(value)


def judge_style(text: str) -> None:
    """Refuse style that loads something, or spells it with escapes."""
    if "\\" in text or _STYLE_LOADS.search(text):
        refuse("style that loads something, or has escapes")
