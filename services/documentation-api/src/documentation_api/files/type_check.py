"""Whether the content of an upload is what its name and its declared type say."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from documentation_api.files.errors import ContentMismatch, TypeNotAllowed
from documentation_api.files.kinds import KINDS, KNOWN_TYPES, TEXT, ZIP, extension_of
from suite.bounded import Bounded, TooCostly

PIECE = 65_536
WEBP = "image/webp"
FILE_WORK = Bounded(
    "documentation_api.files.readings:reason_against",
    memory_mb=192, cpu_seconds=10, wall_seconds=20, waiting=8, wait_seconds=20, name="files",
)  # fmt: skip


def judge_type(name: str, declared: str, content: BinaryIO) -> str:
    """The canonical media type; TypeNotAllowed, or ContentMismatch with the reason."""
    kind = KINDS.get(extension_of(name))
    declared = declared.partition(";")[0].strip().lower()
    if kind is None or declared not in KNOWN_TYPES:
        raise TypeNotAllowed(declared or "unknown")
    if not kind.declared_as(declared):
        raise ContentMismatch(f"declared as {declared[:100]}, but the name says {kind.mime_type}")
    content.seek(0)
    start = content.read(12)
    if (kind.starts and not start.startswith(kind.starts)) or (kind.mime_type == WEBP and start[8:12] != b"WEBP"):
        raise ContentMismatch(f"it does not begin as {kind.mime_type} does")
    if kind.reading is not None:
        reason = reason_against(kind.reading, kind.part, content)
        if reason:
            raise ContentMismatch(reason)
    return kind.mime_type


def reason_against(reading: str, part: str | None, content: BinaryIO) -> str | None:
    """Why the content cannot be read as it should be; None when it can."""
    if reading == ZIP:
        return _read_aside(reading, part, content)
    if not is_text(content):
        return "it is no text in UTF-8 without NUL"
    return None if reading == TEXT else _read_aside(reading, part, content)


def _read_aside(reading: str, part: str | None, content: BinaryIO) -> str | None:
    """Parsed in a child: ten megabytes of brackets take seconds and a hundred megabytes."""
    content.seek(0)
    try:
        reason: str | None = FILE_WORK.run(reading, part, content.read())
    except TooCostly:
        return "it takes more memory or time to read than it may"
    return reason


def pieces_of(content: BinaryIO) -> Iterator[bytes]:
    """The content from its beginning."""
    content.seek(0)
    while piece := content.read(PIECE):
        yield piece


def is_text(content: BinaryIO) -> bool:
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
