"""What holds for every answer of QuestDB and every value in it: it is read as it was written, or refused as broken."""

import contextlib
import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from db_sync_worker.source.columns import SourceColumn
from db_sync_worker.source.errors import AnswerBroken
from db_sync_worker.source.rows import CsvDialect, read_blocks, unescape
from db_sync_worker.streams.model import Column, ColumnType, parse_duration
from db_sync_worker.values.casts import cast_for, check_text
from db_sync_worker.values.documents import json_texts, row_documents, row_hash
from suite_testing.databases import TestDatabase

EVERY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = ["one", "two", "three"]
TEXT = some.text(some.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
AWKWARD = some.text(alphabet='a,"\r\n\\ un0', max_size=8)
CELLS = some.none() | TEXT | AWKWARD | some.just("")
ROWS = some.lists(some.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6)
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def written(rows: list[tuple[str | None, ...]], end: str, *, escapes: bool) -> str:
    """CSV as the server writes it: every text in quotes, null as nothing; with or without escapes."""

    def cell(value: str | None) -> str:
        if value is None:
            return ""
        if escapes:
            return '"' + "".join(ESCAPES.get(letter, letter) for letter in value).replace('\\"', '""') + '"'
        return '"' + value.replace('"', '""') + '"'

    return "".join(",".join(map(cell, row)) + end for row in rows)


def pieces_of(content: bytes, size: int) -> Iterator[bytes]:
    """The content in pieces as a connection brings them."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


@EVERY
@example([(None, None, None)], "\n", True, 1)
@given(ROWS, some.sampled_from(["\n", "\r\n"]), some.booleans(), some.integers(1, 40))
def test_rows_are_read_as_they_were_written_however_they_are_cut(
    rows: list[tuple[str | None, ...]], end: str, escapes: bool, size: int
) -> None:
    content = (",".join(f'"{name}"' for name in NAMES) + end + written(rows, end, escapes=escapes)).encode()
    blocks = list(read_blocks(pieces_of(content, size), NAMES, CsvDialect(escapes=escapes, tells_null=True)))
    found = [row for block in blocks for row in zip(*block.columns, strict=True)]
    assert found == rows
    assert [block.rows for block in blocks] == [len(block.columns[0]) for block in blocks]


@EVERY
@example(b"\r\x00\n", True, 1, False)
@given(some.binary(max_size=80) | AWKWARD.map(str.encode), some.booleans(), some.integers(1, 20), some.booleans())
def test_any_other_answer_is_rows_or_broken(content: bytes, escapes: bool, size: int, headed: bool) -> None:
    whole = b'"one","two","three"\r\n' + content if headed else content
    with contextlib.suppress(AnswerBroken):
        for block in read_blocks(pieces_of(whole, size), NAMES, CsvDialect(escapes=escapes, tells_null=True)):
            assert {len(values) for values in block.columns} == {block.rows}


@EVERY
@given(TEXT)
def test_an_escaped_text_is_unescaped_to_itself(text: str) -> None:
    assert unescape(json.dumps(text)[1:-1]) == text
    assert unescape("".join(ESCAPES.get(letter, letter) for letter in text)) == text


@EVERY
@given(some.text(alphabet='\\undDcC08fFeE9bBntr/"', max_size=30))
def test_any_escape_is_a_text(text: str) -> None:
    unescape(text)


@EVERY
@given(some.lists(some.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_a_row_as_a_document_holds_its_values(rows: list[tuple[str | None, str | None]]) -> None:
    columns = [SourceColumn("a%s", "VARCHAR"), SourceColumn('b"', "STRING")]
    texts = [json_texts(column, list(values)) for column, values in zip(columns, zip(*rows, strict=True), strict=True)]
    documents = row_documents(columns, texts)
    for place, (document, row) in enumerate(zip(documents, rows, strict=True)):
        assert list(json.loads(document).values()) == list(row)
        encoded = [text.complete(place) for text in texts]
        assert row_hash(columns, encoded) == row_hash(columns[::-1], encoded[::-1])


NUMBERS = some.one_of(
    some.integers().map(str),
    some.decimals(allow_nan=False, allow_infinity=False).map(str),
    some.floats().map(repr),
    some.text(alphabet="0123456789.+-eE _xINaNfity", max_size=12),
    some.sampled_from(["1e400", "1e-400", "3.5e38", "-0", "1e9999", "0e9999", "1e-46", "7.1e-46", ".5", "5.", "1_0"]),
)
MOMENTS = some.one_of(
    some.datetimes().map(lambda moment: moment.isoformat() + "Z"),
    some.datetimes().map(lambda moment: moment.isoformat() + "+23:59"),
    some.text(alphabet="0123456789-:T.Z+W ", max_size=26),
    some.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-W01-1", "20260101"]),
)
ANYTHING = (
    NUMBERS
    | MOMENTS
    | some.text(some.characters(codec=None), max_size=20)
    | some.text(alphabet='{}[]",:0a\\u', max_size=20)
    | some.uuids().map(str)
    | some.ip_addresses().map(str)
    | some.text(alphabet="0123456789abcdef:./%", max_size=20)
)
TARGETS = some.sampled_from([
    "smallint", "integer", "bigint", "real", "double precision", "numeric", "numeric(10,2)", "numeric(38,18)",
    "boolean", "uuid", "jsonb", "timestamptz", "date", "inet", "varchar(5)", "text",
])  # fmt: skip


@pytest.fixture
def judge(database: TestDatabase) -> Iterator[Any]:
    """A connection to PostgreSQL."""
    with database.connect(schema="public") as connection:
        yield connection


@EVERY
@given(ANYTHING, TARGETS)
def test_what_a_cast_lets_through_is_stored_by_postgresql(judge: Any, value: str, target: str) -> None:
    kind = ColumnType.parse(target)
    cast = cast_for(Column("x", ("x",), kind), SourceColumn("x", "VARCHAR"))
    try:
        check_text(value)
        text = value if cast is None else cast(value)
    except ValueError:
        return
    if text is None:
        return
    # A literal goes through the same function of its type as a field of COPY.
    with judge.cursor() as cursor:
        cursor.execute(f"SELECT %(text)s::{target}::text", {"text": text})
        [stored] = cursor.fetchone()
    if target in ("smallint", "integer", "bigint", "numeric"):
        assert Decimal(stored) == Decimal(text)
    if target in ("text", "varchar(5)"):
        assert stored == text


@EVERY
@given(some.integers(0, 9_999), some.sampled_from("smhd"))
def test_a_duration_is_as_long_as_it_says(count: int, unit: str) -> None:
    assert parse_duration(f"{count}{unit}").total_seconds() == count * {"s": 1, "m": 60, "h": 3_600, "d": 86_400}[unit]


def test_the_writer_of_these_tests_writes_csv() -> None:
    rows: list[tuple[str | None, ...]] = [("a,b", 'c"d', "e\nf"), ("", "\\", "x")]
    assert [tuple(row) for row in csv.reader(io.StringIO(written(rows, "\n", escapes=False), newline=""))] == rows
