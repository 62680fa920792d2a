"""Filters of GET /api/items."""

from urllib.parse import urlencode

import pytest
from psycopg2.extensions import connection
from workspace_client import Api
from workspace_replies import titles_of


@pytest.fixture
def board(api: Api) -> Api:
    """Four items that differ in everything."""
    rows = [
        ("Revisão do glossário", "Termos de mercado", "documentacao", "low", ["a", "b"], "new"),
        ("Cotações atrasadas", "Lacunas na COLETA", "coleta-dados", "medium", ["a"], "review"),
        ("Backup diário", "Restaurar e conferir", "banco-dados", "high", ["A", "b c"], "in-progress"),
        ("Tema escuro", "Trocar às 18h30", "dashboard", "critical", [], "completed"),
    ]
    for title, description, category, priority, tags, status in rows:
        item = api.create(title=title, description=description, category=category, priority=priority, tags=tags)
        api.put(f"/api/items/{item['id']}", {"status": status})
    return api


def found(board: Api, *pairs: tuple[str, str]) -> set[str]:
    """First words of the titles a query selects."""
    return {title.split()[0] for title in titles_of(board.get(f"/api/items?{urlencode(pairs)}"))}


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("category", "dashboard")], {"Tema"}),
        ([("category", "dashboard,banco-dados")], {"Tema", "Backup"}),
        ([("category", "dashboard"), ("category", "banco-dados")], {"Tema", "Backup"}),
        ([("category", "nenhuma")], set()),
        ([("category", "nenhuma,dashboard")], {"Tema"}),
        ([("status", "new")], {"Revisão"}),
        ([("status", "new, review")], {"Revisão", "Cotações"}),
        ([("priority", "high"), ("priority", "critical")], {"Backup", "Tema"}),
        ([("priority", "high,critical"), ("status", "completed")], {"Tema"}),
        ([("category", "dashboard"), ("status", "new")], set()),
    ],
)
def test_values_of_a_key_are_alternatives_and_keys_all_hold(
    board: Api, pairs: list[tuple[str, str]], expected: set[str]
) -> None:
    assert found(board, *pairs) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["a"], {"Revisão", "Cotações"}),
        (["a", "b"], {"Revisão"}),
        (["A"], {"Backup"}),
        (["b c"], {"Backup"}),
        (["a,b"], set()),
        (["'", '"'], set()),
        (["{}"], set()),
    ],
)
def test_all_tags_must_be_there_exactly(board: Api, tags: list[str], expected: set[str]) -> None:
    assert found(board, *(("tag", tag) for tag in tags)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("revisao", {"Revisão"}),
        ("GLOSSÁRIO", {"Revisão"}),
        ("gloss merc", {"Revisão"}),
        ("coleta", {"Cotações"}),
        ("lossario", set()),
        ("18h30", {"Tema"}),
        ("revisao backup", set()),
        ("b c", {"Backup"}),
        ("re", {"Revisão", "Backup"}),
        ("conferir & !x | (:*", set()),
        ("diário!!", {"Backup"}),
        ("''", set()),
        ("%%", set()),
        ("😀😀", set()),
        ("㌖" * 200, set()),
    ],
)
def test_every_word_of_a_search_is_a_prefix_somewhere(board: Api, text: str, expected: set[str]) -> None:
    assert found(board, ("search", text)) == expected


def test_an_edited_text_is_found_by_its_new_words_only(api: Api) -> None:
    item = api.create(title="antigo", description="d", tags=["velho"])
    api.put(f"/api/items/{item['id']}", {"title": "recente", "tags": ["novo"]})

    assert not found(api, ("search", "antigo")) and not found(api, ("search", "velho"))
    assert found(api, ("search", "recente novo")) == {"recente"}


def test_raw_bytes_in_the_address_are_read_as_utf8(board: Api) -> None:
    raw = "search=revisão".encode().decode("latin-1")
    reply = board.get("/api/items", environ_overrides={"QUERY_STRING": raw})

    assert titles_of(reply) == ["Revisão do glossário"]


def dated(api: Api, admin: connection, *moments: str) -> None:
    """One item a moment, titled by it."""
    for moment in moments:
        item = api.create(title=moment)
        admin.cursor().execute("UPDATE workspace_items SET created_at = %s WHERE id = %s", (moment, item["id"]))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"created_from": "2026-01-05"}, ["05T00:00:00.000Z", "05T23:59:59.999Z", "06T00:00:00.000Z"]),
        ({"created_to": "2026-01-05"}, ["04T23:59:59.999Z", "05T00:00:00.000Z", "05T23:59:59.999Z"]),
        ({"created_to": "20260105"}, ["04T23:59:59.999Z", "05T00:00:00.000Z", "05T23:59:59.999Z"]),
        (
            {"created_from": "2026-01-05", "created_to": "2026-01-05"},
            ["05T00:00:00.000Z", "05T23:59:59.999Z"],
        ),
        ({"created_to": "2026-01-05T00:00:00Z"}, ["04T23:59:59.999Z", "05T00:00:00.000Z"]),
        ({"created_to": "2026-01-05T00:00:00"}, ["04T23:59:59.999Z", "05T00:00:00.000Z"]),
        ({"created_from": "2026-01-05T22:00:00-02:00"}, ["06T00:00:00.000Z"]),
        ({"created_from": "2026-02-01", "created_to": "2026-01-01"}, []),
    ],
)
def test_both_ends_of_a_period_belong_to_it(
    sandbox: Api, sandbox_admin: connection, query: dict[str, str], expected: list[str]
) -> None:
    dated(
        sandbox,
        sandbox_admin,
        "2026-01-04T23:59:59.999Z",
        "2026-01-05T00:00:00.000Z",
        "2026-01-05T23:59:59.999Z",
        "2026-01-06T00:00:00.000Z",
    )
    reply = sandbox.get(f"/api/items?{urlencode({**query, 'sort': 'createdAt'})}")

    assert titles_of(reply) == [f"2026-01-{moment}" for moment in expected]


def test_a_plus_of_an_offset_may_arrive_as_a_space(sandbox: Api, sandbox_admin: connection) -> None:
    dated(sandbox, sandbox_admin, "2026-01-05T08:00:00.000Z")

    assert len(titles_of(sandbox.get("/api/items?created_from=2026-01-05T10:00:00+02:00"))) == 1
    assert len(titles_of(sandbox.get("/api/items?created_from=2026-01-05T10:00:01+02:00"))) == 0


@pytest.mark.parametrize(
    ("title", "search"),
    [
        ("Straße nach Ærø", "aero"),
        ("Straße nach Ærø", "ÆRØ"),
        ("Straße nach Ærø", "strasse"),
        ("Œuvre complète", "oeuvre"),
        ("Łódź i Gdańsk", "lodz"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("Þingvellir", "thing"),
    ],
)
def test_a_search_knows_letters_as_they_are_typed(api: Api, title: str, search: str) -> None:
    item = api.create(title=title)
    api.create(title="Outra coisa")
    found = api.get("/api/items", query_string={"search": search}).get_json()["data"]
    assert [one["id"] for one in found] == [item["id"]]
