"""Whether the content of an upload is what its name and its declared type say."""

import codecs
import json
from collections.abc import Callable, Iterator
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

import yaml

from documentation_api.files.errors import ContentMismatch, TypeNotAllowed
from documentation_api.files.kinds import JSON, KINDS, KNOWN_TYPES, SVG, TEXT, XML, YAML, ZIP, Kind, extension_of
from documentation_api.files.markup import Unacceptable, read_xml

PIECE = 65_536
CONTENT_TYPES = "[Content_Types].xml"
# The parser takes time that grows with the square of the depth: 6 s for 100 kB of brackets.
MOST_YAML_LEVELS = 200


def judge_type(name: str, declared: str, content: BinaryIO) -> str:
    """The canonical media type; TypeNotAllowed or ContentMismatch."""
    kind = KINDS.get(extension_of(name))
    declared = declared.partition(";")[0].strip().lower()
    if kind is None or declared not in KNOWN_TYPES:
        raise TypeNotAllowed(declared or "unknown")
    try:
        fits = kind.declared_as(declared) and looks_like(kind, content)
    except Unacceptable:
        fits = False
    if not fits:
        raise ContentMismatch()
    return kind.mime_type


def looks_like(kind: Kind, content: BinaryIO) -> bool:
    """Whether the content has the signature of its kind, and can be read as such."""
    content.seek(0)
    start = content.read(12)
    if kind.starts and not start.startswith(kind.starts):
        return False
    if kind.mime_type == "image/webp":
        return start[8:12] == b"WEBP"
    return READINGS[kind.reading](kind, content) if kind.reading else True


def pieces_of(content: BinaryIO) -> Iterator[bytes]:
    """The content from its beginning."""
    content.seek(0)
    while piece := content.read(PIECE):
        yield piece


def is_archive(kind: Kind, content: BinaryIO) -> bool:
    """A zip whose directory can be read, with the parts an office document has."""
    content.seek(0)
    try:
        with ZipFile(content) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    if kind.part is None:
        return True
    return CONTENT_TYPES in names and any(name.startswith(kind.part) for name in names)


def is_text(kind: Kind, content: BinaryIO) -> bool:
    """UTF-8 without NUL."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces_of(content):
            if b"\x00" in piece:
                return False
            decoder.decode(piece)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def is_json(kind: Kind, content: BinaryIO) -> bool:
    """One JSON value."""
    content.seek(0)
    try:
        json.loads(content.read().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True


def is_yaml(kind: Kind, content: BinaryIO) -> bool:
    """YAML that can be parsed, nested within bounds. Only events are read: aliases stay aliases, tags make nothing."""
    content.seek(0)
    depth = 0
    try:
        for event in yaml.parse(content, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_YAML_LEVELS:
                return False
    except (yaml.YAMLError, UnicodeDecodeError):
        return False
    return True


def is_xml(kind: Kind, content: BinaryIO) -> bool:
    """Well-formed, without DTD."""
    read_xml(pieces_of(content))
    return True


def is_drawing(kind: Kind, content: BinaryIO) -> bool:
    """An SVG in which nothing runs or loads."""
    read_xml(pieces_of(content), drawing=True)
    return True


def text_and(read: Callable[[Kind, BinaryIO], bool]) -> Callable[[Kind, BinaryIO], bool]:
    """Text that can also be read as something."""
    return lambda kind, content: is_text(kind, content) and read(kind, content)


READINGS: dict[str, Callable[[Kind, BinaryIO], bool]] = {
    ZIP: is_archive,
    TEXT: is_text,
    JSON: text_and(is_json),
    YAML: text_and(is_yaml),
    XML: text_and(is_xml),
    SVG: text_and(is_drawing),
}
