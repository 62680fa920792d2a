"""CSV of /exp to columns of text: null and the empty string kept apart, whatever way the server escapes."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from db_sync_worker.source.client import QuestDb
from db_sync_worker.source.errors import AnswerBroken
from db_sync_worker.source.queries import PROBE

MAX_ROW_BYTES = 64 * 1_048_576
csv.field_size_limit(MAX_ROW_BYTES)
Values = Sequence[str | None]
# May also match inside a quoted field; that only costs the careful way for one block.
_EMPTY_QUOTED = re.compile(r'(?:^|,)""(?:,|\r?$)', re.MULTILINE)
_FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n)')
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "\\": "\\", '"': '"', "/": "/"}


@dataclass(frozen=True)
class CsvDialect:
    """How a server writes CSV: `escapes` when a backslash begins an escape, `tells_null` when null is not ''."""

    escapes: bool
    tells_null: bool


@dataclass(frozen=True)
class Block:
    """Some rows, column by column. `suspicious` when a text may hold what PostgreSQL cannot store; `size` in bytes."""

    columns: list[Values]
    rows: int
    suspicious: bool
    size: int


def probe_dialect(source: QuestDb) -> CsvDialect:
    """Ask the server how it writes null, '' and a backslash."""
    with source.stream(PROBE) as blocks:
        text = b"".join(blocks).decode("utf-8", "replace")
    lines = text.splitlines()
    fields = [(found[1], found[2]) for found in _fields(lines[1] + "\n")] if len(lines) == 2 else []
    if len(fields) != 3:
        raise AnswerBroken("the probe of the CSV dialect was not answered")
    (null, _), (empty, _), (slash, bare) = fields
    return CsvDialect(escapes="\\\\" in (slash or bare or ""), tells_null=null is None and empty == "")


def read_blocks(pieces: Iterable[bytes], names: Sequence[str], dialect: CsvDialect) -> Iterator[Block]:
    """Blocks of whole rows; AnswerBroken when the text is not CSV with exactly these columns."""
    carry = b""
    header_due = True
    for piece in pieces:
        carry += piece
        end = _end_of_rows(carry)
        if end == 0:
            if len(carry) > MAX_ROW_BYTES:
                raise AnswerBroken("a row is larger than the worker reads")
            continue
        whole, carry = carry[:end], carry[end:]
        if header_due:
            header, _, whole = whole.partition(b"\n")
            _check_header(header, names)
            header_due = False
        if whole:
            yield _block(whole, len(names), dialect)
    if header_due:
        raise AnswerBroken("the answer has no header")
    if carry.strip():
        raise AnswerBroken("the answer ends inside a row")


def _end_of_rows(content: bytes) -> int:
    """Where the last whole row ends: after a line end that an even number of quotes precedes."""
    end = content.rfind(b"\n") + 1
    while end and content.count(b'"', 0, end) % 2:
        end = content.rfind(b"\n", 0, end - 1) + 1
    return end


def _check_header(header: bytes, names: Sequence[str]) -> None:
    try:
        rows = list(csv.reader([header.decode("utf-8", "replace").rstrip("\r")]))
    except csv.Error as error:
        raise AnswerBroken(f"the header is not CSV: {error}") from error
    if not rows or rows[0] != list(names):
        raise AnswerBroken("the header is not the requested columns")


def _block(content: bytes, width: int, dialect: CsvDialect) -> Block:
    try:
        text, suspicious = content.decode("utf-8"), False
    except UnicodeDecodeError:
        text, suspicious = content.decode("utf-8", "surrogateescape"), True
    suspicious = suspicious or "\x00" in text or (dialect.escapes and "\\u" in text)
    columns = _plain_columns(text, width) if dialect.escapes else None
    if columns is None:
        careful = _EMPTY_QUOTED.search(text) is not None
        rows = _careful_rows(text, width) if careful else _quick_rows(text, width)
        columns = list(zip(*rows, strict=True))
    if dialect.escapes and "\\" in text:
        columns = [_unescaped(values) for values in columns]
    return Block(columns, len(columns[0]), suspicious, len(content))


def _plain_columns(text: str, width: int) -> list[Values] | None:
    """Columns of a text without line ends inside fields, four times as fast as csv.

    Lines whose fields hold quotes or commas, or are empty strings, are read by themselves and put in their places.
    """
    lines = text.removesuffix("\r\n").split("\r\n")
    if not text.endswith("\r\n") or len(lines) != text.count("\n"):
        return None
    commas = width - 1
    odd = [row for row, line in enumerate(lines) if '""' in line or line.count(",") != commas]
    apart = {row: _odd_row(lines[row], width) for row in odd}
    for row in odd:
        lines[row] = "," * commas
    fields: list[str | None] = ",".join(lines).replace('"', "").split(",")  # type: ignore[assignment]
    columns = [fields[place::width] for place in range(width)]
    columns = [[value or None for value in values] if "" in values else values for values in columns]
    for row, values in apart.items():
        for place, value in enumerate(values):
            columns[place][row] = value
    return list(columns)


def _odd_row(line: str, width: int) -> list[str | None]:
    """The fields of one line; those without a comma or quote inside are split at the commas."""
    fields = line.split(",")
    if len(fields) == width and line.count('"') == 2 * sum(field[:1] == '"' == field[-1:] for field in fields):
        return [field[1:-1] if field[:1] == '"' else field or None for field in fields]
    return (_careful_rows if _EMPTY_QUOTED.search(line) else _quick_rows)(line + "\n", width)[0]


def _quick_rows(text: str, width: int) -> list[list[str | None]]:
    """No field of the text is an empty string, so every empty one is null."""
    try:
        rows: list[list[str | None]] = list(csv.reader(io.StringIO(text, newline=""), strict=True))  # type: ignore[arg-type]
    except csv.Error as error:
        raise AnswerBroken(f"the answer is not CSV: {error}") from error
    for row in rows:
        if len(row) != width:
            raise AnswerBroken("a row has more or fewer fields than the header")
        if "" in row:
            row[:] = [value or None for value in row]
    return rows


def _careful_rows(text: str, width: int) -> list[list[str | None]]:
    rows: list[list[str | None]] = []
    row: list[str | None] = []
    for quoted, bare, end in (found.groups() for found in _fields(text)):
        row.append(bare or None if quoted is None else quoted.replace('""', '"'))
        if end != ",":
            if len(row) != width:
                raise AnswerBroken("a row has more or fewer fields than the header")
            rows.append(row)
            row = []
    if row:
        raise AnswerBroken("the answer ends inside a row")
    return rows


def _fields(text: str) -> Iterator["re.Match[str]"]:
    position = 0
    while position < len(text):
        found = _FIELD.match(text, position)
        if not found:
            raise AnswerBroken("the answer is not CSV")
        yield found
        position = found.end()


def _unescaped(values: Values) -> Values:
    return [unescape(value) if value is not None and "\\" in value else value for value in values]


def unescape(text: str) -> str:
    """Undo the escapes of QuestDB 9; two halves of a character outside the first plane become one."""
    plain = _ESCAPE.sub(_unescape_one, text)
    if any("\ud800" <= letter <= "\udbff" for letter in plain):
        plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return plain


def _unescape_one(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "u" and len(code) == 5:
        return chr(int(code[1:], 16))
    return _ESCAPED.get(code, found[0])
