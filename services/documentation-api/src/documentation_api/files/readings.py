"""Files read as what they say they are, in the child of files.judging: why one cannot be."""

import json
from collections.abc import Callable
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import yaml

from documentation_api.files.kinds import JSON, SVG, XML, YAML, ZIP
from documentation_api.files.markup import Unacceptable, read_xml, refuse

CONTENT_TYPES = "[Content_Types].xml"
PIECE = 65_536
# The parser takes time that grows with the square of the depth: 6 s for 100 kB of brackets.
MOST_YAML_LEVELS, MOST_YAML_EVENTS = 200, 2_000_000
# Of an archive, whose directory is read whole.
MOST_ENTRIES = 65_535


def reason_against(reading: str, part: str | None, content: bytes) -> str | None:
    """Why the content is not what it should be; None when it is."""
    try:
        READINGS[reading](content, part)
    except Unacceptable as error:
        return error.reason
    return None


def read_archive(content: bytes, part: str | None) -> None:
    """A zip whose directory can be read, with the parts an office document has."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unacceptable(f"no archive that can be read: {str(error)[:100]}") from None
    if len(names) > MOST_ENTRIES:
        refuse(f"more than {MOST_ENTRIES} files in the archive")
    if part is not None and not (CONTENT_TYPES in names and any(name.startswith(part) for name in names)):
        refuse(f"an archive without the parts of such a document ({CONTENT_TYPES}, {part})")


def read_json(content: bytes, part: str | None) -> None:
    """One JSON value."""
    try:
        json.loads(content.decode("utf-8-sig"))
    except RecursionError:
        raise Unacceptable("JSON that is nested too deeply") from None
    except ValueError as error:
        raise Unacceptable(f"no JSON: {str(error)[:150]}") from None


def read_yaml(content: bytes, part: str | None) -> None:
    """YAML that can be parsed, within bounds. Only events are read: aliases stay aliases, tags make nothing."""
    depth = 0
    try:
        for number, event in enumerate(yaml.parse(content, Loader=yaml.CSafeLoader)):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_YAML_LEVELS or number > MOST_YAML_EVENTS:
                refuse("YAML that is nested too deeply" if depth > MOST_YAML_LEVELS else "YAML of too many values")
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Unacceptable(f"no YAML: {' '.join(str(error).split())[:150]}") from None


def read_markup(content: bytes, part: str | None) -> None:
    """Well-formed, without entities."""
    read_xml(pieces_of(content))


def read_drawing(content: bytes, part: str | None) -> None:
    """An SVG in which nothing runs or loads."""
    read_xml(pieces_of(content), drawing=True)


def pieces_of(content: bytes) -> list[bytes]:
    """The content as it came."""
    return [content[place : place + PIECE] for place in range(0, len(content), PIECE)]


READINGS: dict[str, Callable[[bytes, str | None], None]] = {
    ZIP: read_archive, JSON: read_json, YAML: read_yaml, XML: read_markup, SVG: read_drawing,
}  # fmt: skip
