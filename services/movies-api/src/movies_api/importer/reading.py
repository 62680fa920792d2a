"""Import files as rows with the line they start on: CSV records and objects of JSON arrays, one by one."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

CHUNK_CHARACTERS = 65_536
LONGEST_OBJECT = 1_048_576
LARGEST_CELL = 1_048_576
_SPACE = " \t\r\n,"


@dataclass(frozen=True, slots=True)
class Row:
    """A row and its line; `problem` when it cannot be read."""

    line: int
    content: dict[str, Any]
    problem: str | None = None


class UnusableFile(Exception):
    """A file that is not of the expected form; the text says why."""


def read_csv(file: TextIO) -> Iterator[Row]:
    """The records of a CSV file with a header; cells are trimmed text.

    A record may end in one empty cell too many; any other number of cells is a problem of the row.
    """
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(file, strict=True)
    header = read_header(reader)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, {}, f"not CSV: {error}")
            continue
        if len(cells) == len(header) + 1 and not cells[-1]:
            cells.pop()
        if len(cells) != len(header):
            if cells:
                yield Row(line, {}, f"{len(cells)} cells instead of {len(header)}")
            continue
        yield checked(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})


def read_header(reader: Iterator[list[str]]) -> list[str]:
    """The column names; UnusableFile when there are none or one is told twice."""
    try:
        header = [name.strip().removeprefix("\ufeff") for name in next(reader, [])]
    except csv.Error as error:
        raise UnusableFile(f"the header is not CSV: {error}") from error
    if not header or len(set(header)) != len(header):
        raise UnusableFile("the header is missing or names a column twice")
    return header


def read_json_array(file: TextIO) -> Iterator[Row]:
    """The objects of one JSON array, decoded one by one; UnusableFile when the text is no array."""
    decoder = json.JSONDecoder()
    text, line, ended = file.read(CHUNK_CHARACTERS), 1, False
    start = len(text) - len(text.lstrip("\ufeff" + _SPACE))
    if text[start : start + 1] != "[":
        raise UnusableFile("the file does not begin with a JSON array")
    line += text.count("\n", 0, start)
    text = text[start + 1 :]
    while True:
        stripped = text.lstrip(_SPACE)
        line += text.count("\n", 0, len(text) - len(stripped))
        text = stripped
        if text.startswith("]"):
            return
        try:
            content, end = decoder.raw_decode(text)
        except (ValueError, RecursionError) as error:
            if not ended and len(text) <= LONGEST_OBJECT:
                piece = file.read(max(CHUNK_CHARACTERS, len(text)))
                ended = not piece
                text += piece
                continue
            told = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
            yield Row(line, {}, f"not JSON from here on: {told}")
            return
        if isinstance(content, dict):
            yield checked(line, content)
        else:
            yield Row(line, {}, "not an object")
        line += text.count("\n", 0, end)
        text = text[end:]


def checked(line: int, content: dict[str, Any]) -> Row:
    """The row, or its problem when it holds characters that cannot be stored."""
    if any(is_unstorable(value) for value in content.values()):
        return Row(line, {}, "holds U+0000 or bytes that are not UTF-8")
    return Row(line, content)


def is_unstorable(value: Any) -> bool:
    """True for text with U+0000 or a lone surrogate, also inside lists."""
    if isinstance(value, str):
        return "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value)
    return isinstance(value, list) and any(map(is_unstorable, value))


def open_text(path: Path) -> TextIO:
    """UTF-8 text, line ends as they are; other bytes arrive as lone surrogates, which no row may hold."""
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
