"""CSV files as rows with the line they begin on."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from suite.text.storable import is_storable_text

LARGEST_CELL = 4_000_000
EMPTY = ("", "NULL")


class DumpRow(NamedTuple):
    """A row by column name, empty cells None; `problem` when it cannot be read."""

    line: int
    cells: dict[str, str | None]
    problem: str | None = None


class UnusableDumpFile(Exception):
    """A file that is not of the expected form; the text says why."""


def read_rows(path: Path) -> Iterator[DumpRow]:
    """The records of a CSV file whose header names the columns; a broken one is told and skipped."""
    csv.field_size_limit(LARGEST_CELL)
    # Bytes that are not UTF-8 arrive as lone surrogates, which no cell may hold.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = read_header(reader)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield DumpRow(line, {}, f"not CSV: {error}")
                continue
            if cells:
                yield row_of(line, header, cells)


def read_header(reader: Iterator[list[str]]) -> list[str]:
    """The column names; UnusableDumpFile when there are none or one is told twice."""
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise UnusableDumpFile(f"the header is not CSV: {error}") from error
    if not header or len(set(header)) != len(header):
        raise UnusableDumpFile("the header is missing or names a column twice")
    return header


def row_of(line: int, header: list[str], cells: list[str]) -> DumpRow:
    """The cells by name, or what is wrong with the row as a whole."""
    if len(cells) != len(header):
        return DumpRow(line, {}, f"{len(cells)} cells instead of {len(header)}")
    if not all(map(is_storable_text, cells)):
        return DumpRow(line, {}, "holds U+0000 or bytes that are not UTF-8")
    return DumpRow(line, {name: None if cell in EMPTY else cell for name, cell in zip(header, cells, strict=True)})
