"""Fields that do not guess."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from suite.errors import MOST_PROBLEMS, ValidationFailed
from suite.http.fields import (
    Array,
    Choice,
    Day,
    Flag,
    JsonObject,
    Moment,
    Number,
    Pattern,
    QueryChoice,
    QueryEntries,
    QueryFlag,
    QueryMoment,
    QueryNumber,
    QueryPattern,
    QueryPhrase,
    QueryText,
    QueryUuid,
    QueryWhole,
    QueryWords,
    Text,
    TextList,
    UuidText,
    Whole,
    query_values,
)
from suite.http.schemas import InputSchema, QuerySchema
from suite.ids import integer_or_none, uuid_or_none


class BodySchema(InputSchema):
    title = Text(2, 5, required=True)
    color = Pattern(lambda text: text.startswith("#"), "a colour")
    status = Choice(("new", "done"))
    urgent = Flag()
    order = Whole(0, 10)
    tags = TextList(3, 4, each="tag")
    metadata = JsonObject(most_bytes=60, most_depth=3)


class ListSchema(QuerySchema):
    limit = QueryWhole(1, 100)
    clamped = QueryWhole(1, 100, clamp=True)
    search = QueryText(2, 10)
    sort = QueryChoice(("title", "-title"))
    verify = QueryFlag()
    status = QueryWords(("new", "done"))
    tag = QueryWords(commas=False, most=2, high=5)
    since = QueryMoment()
    until = QueryMoment(end_of_day=True)


def refusals(schema: InputSchema, content: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(ValidationFailed) as refused:
        schema.parse(content)
    return [(problem.field, problem.code, problem.message) for problem in refused.value.problems]


def accepted(name: str, value: Any) -> Any:
    return BodySchema().parse({"title": "abc", name: value})[name]


def asked(name: str, *values: str) -> Any:
    return ListSchema().parse(query_values((name, value) for value in values))[name]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("title", "  abc \n", "abc"),
        ("title", "ééééé", "ééééé"),
        ("color", "#fff", "#fff"),
        ("status", "done", "done"),
        ("urgent", False, False),
        ("order", 0, 0),
        ("tags", [" a ", "b", "a"], ["a", "b"]),
        ("tags", [], []),
        ("metadata", {"a": 1.0, "b": [2.5]}, {"a": 1, "b": [2.5]}),
    ],
)
def test_good_values_are_normalised(name: str, value: Any, expected: Any) -> None:
    result = accepted(name, value)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("title", 123, "invalid_type"),
        ("title", None, "invalid_type"),
        ("title", True, "invalid_type"),
        ("title", "   ", "required"),
        ("title", "a", "too_short"),
        ("title", "abcdef", "too_long"),
        ("color", "fff", "invalid_format"),
        ("status", "New", "invalid_enum"),
        ("status", ["new"], "invalid_enum"),
        ("urgent", "true", "invalid_type"),
        ("urgent", 1, "invalid_type"),
        ("order", "1", "invalid_type"),
        ("order", 1.0, "invalid_type"),
        ("order", True, "invalid_type"),
        ("order", 11, "out_of_range"),
        ("order", -1, "out_of_range"),
        ("tags", "a", "invalid_type"),
        ("tags", ["a", 1], "invalid_type"),
        ("tags", ["a", "b", "c", "d"], "too_many"),
        ("tags", ["abcde"], "invalid_entry"),
        ("tags", [" "], "invalid_entry"),
        ("metadata", [], "invalid_type"),
        ("metadata", {"a": {"b": {"c": {}}}}, "too_deep"),
        ("metadata", {"a": "x" * 60}, "too_long"),
        ("metadata", {"a": 2**53 + 1}, "out_of_range"),
        ("metadata", {"a": float("inf")}, "out_of_range"),
    ],
)
def test_other_values_are_refused_with_a_word_for_programs(name: str, value: Any, code: str) -> None:
    ((field, found, message),) = refusals(BodySchema(), {"title": "abc", name: value})
    assert (field, found) == (name, code)
    assert message


def test_all_problems_are_told_in_the_order_of_the_fields_unknown_ones_last() -> None:
    content = {"surplus": 1, "order": "x", "status": "x"}
    assert [(field, code) for field, code, _ in refusals(BodySchema(), content)] == [
        ("title", "required"),
        ("status", "invalid_enum"),
        ("order", "invalid_type"),
        ("surplus", "unknown_field"),
    ]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("limit", ["100"], 100),
        ("clamped", ["5000"], 100),
        ("search", [" ab "], "ab"),
        ("sort", ["-title"], "-title"),
        ("verify", ["true"], True),
        ("status", ["new,done", "new"], ["new", "done"]),
        ("tag", ["a,b", "c"], ["a,b", "c"]),
        ("since", ["2026-01-05"], datetime(2026, 1, 5, tzinfo=UTC)),
        ("until", ["2026-01-05"], datetime(2026, 1, 5, 23, 59, 59, 999_999, UTC)),
        ("since", ["2026-01-05T12:00:00+02:00"], datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("since", ["2026-01-05T12:00:00 02:00"], datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("since", ["2026-01-05T12:00:00Z"], datetime(2026, 1, 5, 12, tzinfo=UTC)),
    ],
)
def test_query_values_are_read(name: str, values: list[str], expected: Any) -> None:
    assert asked(name, *values) == expected


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("limit", ["0"]),
        ("limit", ["101"]),
        ("limit", ["1e2"]),
        ("limit", ["١"]),
        ("limit", ["9" * 5_000]),
        ("limit", ["1", "2"]),
        ("search", ["a"]),
        ("search", ["a" * 11]),
        ("sort", ["id"]),
        ("verify", ["1"]),
        ("status", ["new,lost"]),
        ("tag", ["a", "b", "c"]),
        ("tag", ["abcdef"]),
        ("since", ["yesterday"]),
        ("since", ["2026-13-01"]),
        ("since", ["0001-01-01T00:00:00+14:00"]),
        ("unheard-of", ["1"]),
    ],
)
def test_other_query_values_are_refused(name: str, values: list[str]) -> None:
    ((field, _, message),) = refusals(ListSchema(), query_values((name, value) for value in values))
    assert field == name
    assert message


def test_empty_values_and_cache_busters_are_left_out() -> None:
    assert query_values([("a", "1"), ("b", ""), ("_", "9"), ("_t", "9"), ("a", "2")]) == {"a": ["1", "2"]}


class DueSchema(InputSchema):
    due = Day(allow_none=True)


@pytest.mark.parametrize(("given", "day"), [("2026-01-31", date(2026, 1, 31)), (None, None)])
def test_a_day_is_a_date_and_null_takes_it_away(given: str | None, day: date | None) -> None:
    assert DueSchema().parse({"due": given}) == {"due": day}
    assert DueSchema().parse({}) == {}


@pytest.mark.parametrize(
    "given", ["2026-02-30", "20260131", "2026-W05-6", "2026-01-31T00:00:00Z", "31/01/2026", "", " "]
)
def test_another_form_of_a_day_is_refused(given: str) -> None:
    assert refusals(DueSchema(), {"due": given}) == [("due", "invalid_date", "due must be a day as YYYY-MM-DD")]
    assert refusals(DueSchema(), {"due": 20260131}) == [("due", "invalid_type", "due must be a day as YYYY-MM-DD")]


class PlaceSchema(InputSchema):
    city = Text(1, 20, required=True)
    share = Number(0, 1, 3)


class FurtherSchema(InputSchema):
    share = Number(0, 10, 1)
    at = Moment()
    exactly = Moment(offset=True)
    film = UuidText()
    numbers = Array(Whole(1, 5), 2)
    places = Array(PlaceSchema(), 2)


class FirstSchema(QuerySchema):
    first_counts = True

    limit = QueryWhole(1, 50, capped=True, digits=10)
    share = QueryNumber(0, 1)
    q = QueryPhrase(1, 5)
    key = QueryPattern(str.isdecimal, "digits", high=9)
    film = QueryUuid()
    ids = QueryEntries(integer_or_none, "ids", most=3)


@pytest.mark.parametrize(
    ("content", "parsed"),
    [
        ({"share": 7}, 7.0),
        ({"share": 0.25}, 0.2),
        ({"at": "2026-01-31"}, datetime(2026, 1, 31, tzinfo=UTC)),
        ({"at": "2026-01-31T10:00:00+02:00"}, datetime(2026, 1, 31, 8, tzinfo=UTC)),
        ({"exactly": "2026-01-31T10:00:00Z"}, datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ({"film": "0197A000-0000-7000-8000-0000000000FF"}, "0197a000-0000-7000-8000-0000000000ff"),
        ({"numbers": [5, 1]}, [5, 1]),
        ({"places": [{"city": "Recife", "share": 0.1234}]}, [{"city": "Recife", "share": 0.123}]),
    ],
)
def test_further_fields_read_what_they_are_for(content: dict[str, Any], parsed: Any) -> None:
    assert list(FurtherSchema().parse(content).values()) == [parsed]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"share": True}, ("share", "invalid_type", "share must be a number from 0 to 10")),
        ({"share": float("nan")}, ("share", "out_of_range", "share must be a number from 0 to 10")),
        ({"at": "soon"}, ("at", "invalid_date", "at must be an ISO 8601 date-time")),
        ({"at": 5}, ("at", "invalid_type", "at must be an ISO 8601 date-time")),
        (
            {"exactly": "2026-01-31T10:00:00"},
            ("exactly", "invalid_date", "exactly must be an ISO 8601 date-time with an offset"),
        ),
        ({"at": "0001-01-01T00:00:00+23:00"}, ("at", "invalid_date", "at must be an ISO 8601 date-time")),
        ({"film": "1"}, ("film", "invalid_format", "film must be a UUID")),
        ({"numbers": [6]}, ("numbers", "out_of_range", "numbers must be an integer from 1 to 5")),
        ({"numbers": [1, 2, 3]}, ("numbers", "too_many", "numbers must have at most 2 entries")),
        ({"places": ["Recife"]}, ("places", "invalid_type", "places must be an array of objects")),
    ],
)
def test_further_fields_say_what_is_wrong(content: dict[str, Any], told: tuple[str, str, str]) -> None:
    assert refusals(FurtherSchema(), content) == [told]


def test_where_the_first_counts_repeated_keys_are_no_fault() -> None:
    given = {"limit": ["900", "x"], "share": [".5", "0.5"], "q": ["  "], "ids": ["3,1, 3"], "key": ["12"]}
    parsed = FirstSchema().parse({**given, "share": ["0.5", "x"], "film": ["0197a000-0000-7000-8000-0000000000ff"]})

    assert parsed == {
        "limit": 50,
        "share": 0.5,
        "q": None,
        "ids": [3, 1],
        "key": "12",
        "film": uuid_or_none("0197a000-0000-7000-8000-0000000000ff"),
    }


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("limit", "0", "out_of_range"),
        ("limit", "1" * 11, "invalid_type"),
        ("share", "1.5", "out_of_range"),
        ("share", "1e-1", "out_of_range"),
        ("q", "abcdef", "invalid_length"),
        ("key", "x", "invalid_format"),
        ("film", "x", "invalid_type"),
        ("ids", "1,x", "invalid_type"),
        ("ids", "1,2,3,4", "too_many"),
    ],
)
def test_query_fields_say_what_is_wrong(name: str, text: str, code: str) -> None:
    ((field, told, _),) = refusals(FirstSchema(), {name: [text]})

    assert (field, told) == (name, code)


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1), ("2147483647", 2**31 - 1), ("2147483648", None), ("0", None), ("\u0661", None)]
)
def test_ids_of_rows_are_digits_that_fit(text: str, number: int | None) -> None:
    assert integer_or_none(text) == number


def test_of_very_many_problems_the_first_are_told() -> None:
    unknown = {f"unknown{number}": 1 for number in range(20_000)}
    told = refusals(BodySchema(), {"tags": [1] * 20_000, **unknown, "title": 5})
    assert len(told) == MOST_PROBLEMS
    assert told[0][0] == "title"


def test_names_of_unknown_fields_are_not_compared_with_each_other() -> None:
    compared = []

    class Name(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            compared.append(1)
            return str.__eq__(self, str(other))

        __hash__ = str.__hash__

    count = 1_000
    refusals(BodySchema(), {Name(f"unknown{number}"): 1 for number in range(count)})
    assert len(compared) < 20 * count
