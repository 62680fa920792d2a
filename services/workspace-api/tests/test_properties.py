"""What holds for every cell, cursor, search text and row of an import of workspace-api."""

import contextlib
import io
import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as some

from suite.http.cursors import InvalidCursor
from suite.imports import UnusableFile
from workspace_api.items.fields import BY_WIRE, SORTED
from workspace_api.items.positions import checked_position, cut_page
from workspace_api.items.queries import SEPARATOR
from workspace_api.items.rules import TITLE_KEY_LENGTH, differ, folded, search_query, title_key
from workspace_api.transfer.cells import UnreadableCell, read_cell
from workspace_api.transfer.formats import FORMULA_STARTS, csv_lines, guarded, unguarded
from workspace_api.transfer.reading import read_rows

EVERY = settings(max_examples=150, deadline=None)
TEXT = some.text(max_size=30)
STRANGE = some.text(some.characters(codec=None), max_size=30)
FORMULAS = some.text(alphabet="='+-@\t\ra\" ", max_size=8)
SORTS = some.sampled_from([sign + name for name in SORTED for sign in ("", "-")])
JSON: Any = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53), 2**53) | some.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@EVERY
@given(FORMULAS | TEXT)
def test_a_guarded_cell_is_no_formula_and_comes_back(cell: str) -> None:
    assert not guarded(cell).startswith(FORMULA_STARTS)
    assert unguarded(guarded(cell)) == cell


@EVERY
@given(
    some.sampled_from(sorted(BY_WIRE)), STRANGE | some.text(alphabet="0123456789/.-:, TZ", max_size=24), some.booleans()
)
def test_a_cell_has_a_value_or_says_why_not(column: str, cell: str, quoted: bool) -> None:
    with contextlib.suppress(UnreadableCell):
        json.dumps(read_cell(column, cell, guarded=quoted))


def written_item(values: dict[str, Any]) -> dict[str, Any]:
    """An item with all its columns."""
    return {column: values.get(column) for column in BY_WIRE}


CELLS = {
    name: (
        some.lists(TEXT.filter(str.strip), max_size=3) if field.form.csv == "words"
        else some.dictionaries(TEXT, JSON, max_size=3) if field.form.csv == "json"
        else some.sampled_from(list(field.choices)) if field.choices
        else some.just("2026-01-02T03:04:05.678Z") if field.form.csv == "moment"
        else some.just("2026-01-02") if field.form.csv == "day"
        else FORMULAS | TEXT
    )
    for name, field in BY_WIRE.items()
}  # fmt: skip


@EVERY
@given(some.lists(some.fixed_dictionaries(CELLS).map(written_item), min_size=1, max_size=3))
def test_what_is_exported_for_a_spreadsheet_is_what_is_imported(items: list[dict[str, Any]]) -> None:
    lines = ",".join(BY_WIRE) + "\r\n" + csv_lines(map(json.dumps, items), raw=False)
    rows = list(read_rows(io.BytesIO(lines.encode()), "csv", guarded=True))
    for row, item in zip(rows, items, strict=True):
        assert row.problem is None or "U+0000" in row.problem or "characters" in row.problem, row
        if row.problem is None:
            for name, value in row.content.items():
                assert value == item[name] or (isinstance(value, str) and value == str(item[name])), name


@EVERY
@example(b"\x00" * 5)
@example("id,title\n,a\n".encode("utf-16") + b"\x00")
@example("id,title\n,a\n".encode("utf-16-be") + b"\xd8\x00\x00a")
@given(some.binary(max_size=120) | some.text(alphabet='id,title;"\n\r\t{}[]: =', max_size=120).map(str.encode))
def test_any_file_has_rows_or_cannot_be_used(content: bytes) -> None:
    for form in ("csv", "ndjson"):
        for header in (b"", b"id,title,description,category,priority\n"):
            with contextlib.suppress(UnusableFile):
                for row in read_rows(io.BytesIO(header + content), form, guarded=True):
                    assert row.line >= 1


@EVERY
@given(STRANGE, STRANGE | some.uuids().map(str), SORTS)
def test_a_position_somebody_made_up_is_genuine_or_refused(value: str, item: str, sort: str) -> None:
    with contextlib.suppress(InvalidCursor):
        assert checked_position([value, item], sort) == [value, item]


@EVERY
@given(some.lists(some.integers().map(lambda number: b'{"id":%d}' % number), max_size=8), some.integers(1, 9))
def test_a_page_is_cut_after_its_limit(documents: list[bytes], limit: int) -> None:
    # One more is read than is shown.
    documents = documents[: limit + 1]
    page, count, last = cut_page(SEPARATOR.join(documents), limit)
    assert count == min(limit, len(documents))
    assert page == SEPARATOR.join(documents[:limit])
    assert last == (documents[limit - 1] if len(documents) > limit else None)


@EVERY
@example("𝘈")
@given(TEXT)
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert len(title_key(text)) <= TITLE_KEY_LENGTH
    query = search_query(text)
    assert query is None or all(word.endswith(":*") for word in query.split(" & "))


@EVERY
@given(JSON, JSON)
def test_values_differ_as_their_json_does(one: Any, other: Any) -> None:
    assert not differ(one, json.loads(json.dumps(one)))
    assert differ(one, other) == differ(other, one)
