"""Import files as rows with the line they start on: CSV records and objects of JSON arrays, one by one."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO, TypeVar

from suite.imports.lines import RecordLines
from suite.imports.report import FileReport
from suite.imports.values import BadValue
from suite.text.storable import is_storable_text

T = TypeVar("T")
CHUNK_CHARACTERS = 65_536
LONGEST_OBJECT = 1_048_576
LARGEST_CELL = 1_048_576
# Of the largest ones: so many characters a record may have.
CELLS_OF_A_RECORD = 4
LONGEST_WHOLE = 20
SEPARATORS = ",;\t"
_SEPARATOR = re.compile(r'\ufeff?"?sep=([,;\t])"?\s*')
_QUOTED = re.compile(r'"[^"]*+"')
_SPACE = " \t\r\n,"
# Texts as a whole, so that brackets in them do not count; a quote without an end is passed over by itself.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row and its line; `problem` when it cannot be read."""

    line: int
    content: dict[str, Any]
    problem: str | None = None


class UnusableFile(Exception):
    """A file that is not of the expected form; the text says why."""


def read_csv(file: TextIO, *, largest_cell: int = LARGEST_CELL) -> Iterator[ImportRow]:
    """The records of a CSV file with a header; cells are trimmed text.

    A record may end in one empty cell too many; any other number of cells is a problem of the row. Cells are separated
    as spreadsheets do it in the countries of the world.
    """
    csv.field_size_limit(largest_cell)
    separator, passed_over = separator_of(file)
    lines = RecordLines(file, CELLS_OF_A_RECORD * largest_cell)
    reader = csv.reader(lines, strict=True, delimiter=separator)
    header = read_header(reader)
    while True:
        line = lines.number + 1 + passed_over
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield ImportRow(line, {}, f"not CSV: {error}")
            continue
        if len(cells) == len(header) + 1 and not cells[-1]:
            cells.pop()
        if len(cells) != len(header):
            if cells:
                yield ImportRow(line, {}, f"{len(cells)} cells instead of {len(header)}")
            continue
        yield checked(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})


def separator_of(file: TextIO) -> tuple[str, int]:
    """What stands between the cells of a file that can be read again, and how many lines only say so (`sep=;`)."""
    place = file.tell()
    first = file.readline(CHUNK_CHARACTERS)
    if named := _SEPARATOR.fullmatch(first):
        return named[1], 1
    file.seek(place)
    return max(SEPARATORS, key=_QUOTED.sub("", first).count), 0


def read_header(reader: Iterator[list[str]]) -> list[str]:
    """The column names; UnusableFile when there are none or one is told twice."""
    try:
        header = [name.strip().removeprefix("\ufeff") for name in next(reader, [])]
    except csv.Error as error:
        raise UnusableFile(f"the header is not CSV: {error}") from error
    if not header or len(set(header)) != len(header):
        raise UnusableFile("the header is missing or names a column twice")
    return header


def parsed_rows(
    rows: Iterable[ImportRow],
    parse: Callable[[int, Mapping[str, Any]], T],
    report: FileReport,
    *,
    columns: Iterable[str] = (),
) -> Iterator[T]:
    """What `parse` makes of line and content of each row; a row for which it raises BadValue goes to the report.

    UnusableFile when one of `columns`, or another it needs, does not exist.
    """
    for row in rows:
        report.read += 1
        try:
            if lacking := [name for name in columns if row.content and name not in row.content]:
                raise KeyError(lacking[0])
            if row.problem:
                raise BadValue(row.problem)
            yield parse(row.line, row.content)
        except BadValue as problem:
            report.refuse_row(row.line, str(problem))
        except KeyError as error:
            raise UnusableFile(f"{report.name} has no column {error}") from error


def read_json_array(file: TextIO) -> Iterator[ImportRow]:
    """The objects of one JSON array, one by one; UnusableFile when the text is no array.

    An object that cannot be read is a row with a problem; reading goes on behind it, wherever its end can be told.
    """
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
        end = value_end(text)
        if end is None:
            if not ended and len(text) <= LONGEST_OBJECT:
                piece = file.read(max(CHUNK_CHARACTERS, len(text)))
                ended = not piece
                text += piece
                continue
            if not ended or text:
                yield ImportRow(line, {}, "not JSON from here on: the entry has no end")
            return
        yield read_object(line, text[:end])
        line += text.count("\n", 0, end)
        text = text[end:]


def value_end(text: str) -> int | None:
    """Where the first value of a text ends, told by its brackets and quotes alone; None when it goes on behind it."""
    depth = 0
    for token in _TOKEN.finditer(text):
        sign = token[0][0]
        if sign in "{[":
            depth += 1
        elif sign in "}]":
            depth -= 1
            if depth < 0:
                return token.start() or None
            if depth == 0:
                return token.end()
        elif sign == "," and depth == 0:
            return token.start()
    return None


def read_object(line: int, text: str) -> ImportRow:
    """An entry of an array as a row."""
    try:
        content = json.loads(text, parse_int=whole_or_text)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        return ImportRow(line, {}, f"not JSON: {reason}")
    return checked(line, content) if isinstance(content, dict) else ImportRow(line, {}, "not an object")


def whole_or_text(digits: str) -> int | str:
    """A whole number, one of more digits than any column takes as text."""
    return int(digits) if len(digits) <= LONGEST_WHOLE else digits


def checked(line: int, content: dict[str, Any]) -> ImportRow:
    """The row, or its problem when it holds characters that cannot be stored."""
    if any(has_unstorable_text(value) for value in content.values()):
        return ImportRow(line, {}, "holds U+0000 or bytes that are not UTF-8")
    return ImportRow(line, content)


def has_unstorable_text(value: Any) -> bool:
    """True for text with U+0000 or a lone surrogate, also inside lists."""
    if isinstance(value, str):
        return not is_storable_text(value)
    return isinstance(value, list) and any(map(has_unstorable_text, value))


def open_text(path: Path) -> TextIO:
    """UTF-8 text, line ends as they are; other bytes arrive as lone surrogates, which no row may hold."""
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
