"""GET /api/items/:id/history."""

import pytest
from psycopg2.extensions import connection
from workspace_client import Api
from workspace_replies import assert_refused, codes_of, refusal


def test_every_kind_of_change_is_one_entry(api: Api) -> None:
    item = api.create(title="a", tags=[])
    path = f"/api/items/{item['id']}"
    headers = {"X-Request-ID": "the-request"}
    api.put(path, {"title": "b", "tags": ["x"]}, headers=headers)
    api.put(path, {"title": "c", "status": "review"})
    api.delete(path)
    api.post(f"{path}/restore")

    body = api.get(f"{path}/history").get_json()
    assert (body["success"], body["count"], body["nextCursor"]) == (True, 5, None)
    told = [(entry["version"], entry["action"]) for entry in body["data"]]
    assert told == [(5, "restored"), (4, "deleted"), (3, "status_changed"), (2, "updated"), (1, "created")]
    updated = body["data"][3]
    assert list(updated) == [
        "id",
        "itemId",
        "version",
        "action",
        "createdAt",
        "createdBy",
        "requestId",
        "ip",
        "changes",
        "prevHash",
        "hash",
    ]
    assert (updated["itemId"], updated["createdBy"]) == (item["id"], api.user)
    assert (updated["requestId"], updated["ip"]) == ("the-request", "127.0.0.1")
    assert updated["changes"] == [
        {"field": "tags", "from": [], "to": ["x"]},
        {"field": "title", "from": "a", "to": "b"},
    ]
    assert {"field": "status", "from": "new", "to": "review"} in body["data"][2]["changes"]
    assert {"field": "title", "from": None, "to": "a"} in body["data"][4]["changes"]
    assert {"field": "title", "from": "c", "to": None} in body["data"][1]["changes"]


def test_each_entry_names_the_hash_of_the_one_before(api: Api) -> None:
    path = f"/api/items/{api.create()['id']}"
    for status in ("review", "completed"):
        api.put(path, {"status": status})

    third, second, first = api.get(f"{path}/history").get_json()["data"]
    assert first["prevHash"] == "0" * 64
    assert (second["prevHash"], third["prevHash"]) == (first["hash"], second["hash"])


def test_pages_follow_each_other(api: Api) -> None:
    path = f"/api/items/{api.create()['id']}"
    for number in range(4):
        api.put(path, {"title": f"t{number}"})

    first = api.get(f"{path}/history?limit=3").get_json()
    api.put(path, {"title": "meanwhile"})
    second = api.get(f"{path}/history?limit=3&cursor={first['nextCursor']}").get_json()
    assert [entry["version"] for entry in first["data"] + second["data"]] == [5, 4, 3, 2, 1]
    assert second["nextCursor"] is None


def test_a_cursor_belongs_to_its_item(api: Api) -> None:
    path = f"/api/items/{api.create()['id']}"
    api.put(path, {"title": "x"})
    cursor = api.get(f"{path}/history?limit=1").get_json()["nextCursor"]

    for reply in (
        api.get(f"/api/items/{api.create()['id']}/history?cursor={cursor}"),
        api.get(f"{path}/history?cursor={cursor[:-2]}"),
        api.get(f"{path}/history?cursor=x"),
    ):
        body = refusal(reply, 400)
        assert body["message"] == "Invalid cursor"
        assert codes_of(body) == ["invalid_cursor"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("limit=0", "limit must be an integer from 1 to 200"),
        ("limit=201", "limit must be an integer from 1 to 200"),
        ("verify=yes", "verify must be true or false"),
        ("page=1", "Unknown parameter 'page'"),
    ],
)
def test_parameters_have_bounds(api: Api, query: str, message: str) -> None:
    path = f"/api/items/{api.create()['id']}"

    assert refusal(api.get(f"{path}/history?{query}"), 400)["error"] == message


def test_history_outlives_the_item_and_the_verdict_is_good(api: Api) -> None:
    path = f"/api/items/{api.create()['id']}"
    api.put(path, {"status": "review"})
    api.delete(path)

    body = api.get(f"{path}/history?verify=true&limit=1").get_json()
    assert body["data"][0]["action"] == "deleted"
    assert body["chain"] == {"valid": True, "checked": 3, "from": 1, "to": 3}
    assert "chain" not in api.get(f"{path}/history").get_json()


def test_numbers_of_every_kind_survive_in_the_chain(api: Api) -> None:
    metadata = {"a": 0.1, "b": 1.5e-07, "c": 2**53, "d": -0.0, "e": 1e-300, "f": "ção 🐝", "g": [True, None]}
    path = f"/api/items/{api.create(metadata=metadata)['id']}"
    api.put(path, {"metadata": {**metadata, "a": 1e15 + 0.5}})

    assert api.get(f"{path}/history?verify=true").get_json()["chain"]["valid"] is True


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        (
            "UPDATE workspace_audit_log SET new_values = jsonb_build_object('title', 'z')"
            " WHERE item_id = %s AND version = 2",
            "edited",
        ),
        ("DELETE FROM workspace_audit_log WHERE item_id = %s AND version = 2", "missing"),
        ("DELETE FROM workspace_audit_log WHERE item_id = %s AND version = 3", "missing"),
        (
            "UPDATE workspace_audit_log SET version = 5 - version WHERE item_id = %s AND version > 1",
            "continue",
        ),
    ],
)
def test_a_tampered_chain_is_told(sandbox: Api, sandbox_admin: connection, tampering: str, said: str) -> None:
    item_id = sandbox.create()["id"]
    for title in ("b", "c"):
        sandbox.put(f"/api/items/{item_id}", {"title": title})
    sandbox_admin.cursor().execute(tampering, (item_id,))

    chain = sandbox.get(f"/api/items/{item_id}/history?verify=true").get_json()["chain"]
    assert chain["valid"] is False
    assert said in chain["problem"]


def test_an_item_nobody_had_has_no_history(api: Api) -> None:
    missing = "019b8e07-4600-7c3e-9d21-5f0e6a7b8c9d"

    assert_refused(api.get(f"/api/items/{missing}/history"), 404, f"Item with id {missing} not found")
    assert_refused(api.get("/api/items/x/history"), 404, "Item with id x not found")


def test_an_id_of_a_year_no_date_can_hold_is_unknown(api: Api) -> None:
    far = "ffffffff-ffff-7fff-bfff-ffffffffffff"

    assert_refused(api.get(f"/api/items/{far}/history"), 404, f"Item with id {far} not found")
    assert_refused(api.post(f"/api/items/{far}/restore"), 404, f"Item with id {far} not found")
