"""GET /api/items/export."""

import csv
import io
import json
import re
from typing import Any

import pytest
from psycopg2.extensions import connection
from workspace_client import Api
from workspace_replies import ITEM_KEYS, refusal
from workspace_rows import multiply_items


def rows(api: Api, query: str = "") -> list[dict[str, str]]:
    """The CSV as a reader of RFC 4180 sees it."""
    text = api.get(f"/api/items/export{query}").get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_file_has_a_name_a_type_and_a_header(api: Api) -> None:
    reply = api.get("/api/items/export")

    assert reply.status_code == 200
    assert reply.content_type == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="workspace-items-\d{8}\.csv"', reply.headers["Content-Disposition"])
    assert reply.get_data(as_text=True) == ",".join(ITEM_KEYS) + "\r\n"


def test_awkward_texts_come_back_unchanged(api: Api) -> None:
    texts = [
        'a "quoted", text',
        "two\nlines\r\nand a third",
        "semi;colon\ttab",
        "ção 🐝 D'Ávila",
        "''",
        "x=1",
    ]
    items = [api.create(title=f"t{number}", description=text) for number, text in enumerate(texts)]
    api.create(title="tags", tags=['a"b', "c,d"], metadata={"k": [1, {"ç": "\n"}]})

    by_title = {row["title"]: row for row in rows(api)}
    assert [by_title[item["title"]]["description"] for item in items] == texts
    assert json.loads(by_title["tags"]["tags"]) == ['a"b', "c,d"]
    assert json.loads(by_title["tags"]["metadata"]) == {"k": [1, {"ç": "\n"}]}
    assert by_title["t0"]["version"] == "1"
    assert by_title["t0"]["createdAt"] == items[0]["createdAt"]


def test_every_line_ends_with_crlf(api: Api) -> None:
    api.create()
    text = api.get("/api/items/export").get_data(as_text=True)

    assert text.count("\r\n") == text.count("\n") == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_cell_a_spreadsheet_would_execute_is_quoted(api: Api, start: str) -> None:
    item = api.create(title=f"{start}HYPERLINK(1)", description=f"a{start}b")

    (guarded,) = rows(api)
    (raw,) = rows(api, "?raw=true")
    assert guarded["title"] == f"'{item['title']}"
    assert guarded["description"] == raw["description"] == item["description"]
    assert raw["title"] == item["title"]


@pytest.mark.parametrize("start", ["\t", "\r"])
def test_control_characters_that_hide_a_formula_are_guarded_too(
    sandbox: Api, sandbox_admin: connection, start: str
) -> None:
    item = sandbox.create()
    sandbox_admin.cursor().execute("UPDATE workspace_items SET title = %s WHERE id = %s", (f"{start}=1", item["id"]))

    assert rows(sandbox)[0]["title"] == f"'{start}=1"


def test_ndjson_is_one_item_a_line(api: Api) -> None:
    items = [api.create(title=f"linha\n{number}") for number in range(3)]
    reply = api.get("/api/items/export?format=ndjson&sort=createdAt")

    lines = reply.get_data(as_text=True).splitlines()
    assert reply.content_type == "application/x-ndjson"
    assert reply.headers["Content-Disposition"].endswith('.ndjson"')
    assert sorted((json.loads(line) for line in lines), key=lambda item: item["id"]) == sorted(
        items, key=lambda item: item["id"]
    )
    assert list(json.loads(lines[0])) == ITEM_KEYS


def test_filters_and_sort_hold(api: Api, other: Api) -> None:
    for title, priority in (("b", "low"), ("a", "low"), ("c", "high")):
        api.create(title=title, priority=priority)
    other.create(title="d", priority="low")

    assert [row["title"] for row in rows(api, "?priority=low&sort=title")] == ["a", "b"]


def test_more_items_than_one_fetch_all_arrive_once(sandbox: Api, sandbox_admin: connection) -> None:
    sandbox.create()
    multiply_items(sandbox_admin, sandbox.user, 2999)

    assert len({row["id"] for row in rows(sandbox)}) == 3000


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("format=xml", "format must be one of: csv, ndjson"),
        ("raw=1", "raw must be true or false"),
        ("limit=5", "Unknown parameter 'limit'"),
        ("cursor=x", "Unknown parameter 'cursor'"),
        ("status=done", "status must be one of: new, review, in-progress, completed, rejected"),
    ],
)
def test_a_bad_question_is_refused_before_the_file_begins(api: Api, query: str, message: str) -> None:
    body: dict[str, Any] = refusal(api.get(f"/api/items/export?{query}"), 400)

    assert body["error"] == message


def test_head_tells_the_headers_only(api: Api, service: Any) -> None:
    used = service.database.pool.used
    reply = api.request("HEAD", "/api/items/export")

    assert (reply.status_code, reply.data) == (200, b"")
    assert "attachment" in reply.headers["Content-Disposition"]
    reply.close()
    assert service.database.pool.used == used


def test_a_reader_who_leaves_gives_the_connection_back(api: Api, service: Any) -> None:
    used = service.database.pool.used
    reply = api.request("GET", "/api/items/export", buffered=False)
    reply.close()

    assert service.database.pool.used == used
