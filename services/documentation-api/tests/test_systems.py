"""Systems: created, listed, found, changed, deleted."""

from typing import Any
from uuid import uuid4

import pytest
from documentation_client import Api, messages

SYSTEM_KEYS = [
    "id", "name", "description", "type", "url", "status", "last_checked", "response_time_ms", "version", "owner",
    "tags", "metadata", "icon", "color", "host", "port", "created_by", "designated_timestamp", "created_at",
    "updated_at",
]  # fmt: skip
BASE = "/api/v1/systems"


def test_a_new_system_has_twenty_keys_and_defaults(api: Api) -> None:
    system = api.system(name="  Portal d'Ação  ")
    assert list(system) == SYSTEM_KEYS
    assert (system["name"], system["status"], system["tags"], system["metadata"]) == (
        "Portal d'Ação", "unknown", [], {},
    )  # fmt: skip
    assert system["created_by"] == api.user
    assert system["designated_timestamp"] == system["created_at"] == system["updated_at"]
    assert system["url"] is system["last_checked"] is system["port"] is None
    assert api.data(f"{BASE}/{system['id']}") == system


def test_every_field_is_kept_as_given(api: Api) -> None:
    given = {
        "description": "Liga e desliga.", "url": "http://10.0.0.7:8080/health?x=1", "status": "offline",
        "version": "1.2", "owner": "Zoé", "tags": ["a", "b", "a", " "], "metadata": {"n": 1.5, "l": [None, True]},
        "icon": "bolt", "color": "#fff", "host": "srv", "port": 8080,
    }  # fmt: skip
    system = api.system(**given, id="ignored", last_checked="ignored", nonsense=1)
    assert {name: system[name] for name in given} == {**given, "tags": ["a", "b"]}
    cleared = dict.fromkeys(("description", "url", "version", "owner", "icon", "color", "host", "port"))
    reply = api.put(f"{BASE}/{system['id']}", cleared)
    assert reply.get_json()["message"] == "System updated successfully"
    assert {name: reply.get_json()["data"][name] for name in cleared} == cleared


def test_a_name_is_taken_once(api: Api) -> None:
    first, second = api.system(), api.system()
    for reply in (
        api.post(BASE, {"name": first["name"], "type": "api"}),
        api.put(f"{BASE}/{second['id']}", {"name": first["name"]}),
    ):
        assert reply.status_code == 409
        assert reply.get_json()["error"] == "System with this name already exists"
    assert api.put(f"{BASE}/{first['id']}", {"name": first["name"]}).status_code == 200


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ["Name is required"]),
        ({"name": " ", "type": "x"}, ["Name cannot be empty", "Type must be one of: api, webapp, docs, tool"]),
        ({"name": "n" * 256, "type": "api"}, ["Name must be less than 255 characters"]),
        ({"name": None, "type": "api"}, ["Name must be a string"]),
        ({"description": "d" * 1001}, ["Description must be less than 1000 characters"]),
        ({"owner": "o" * 101}, ["Owner must be less than 100 characters"]),
        ({"url": "ftp://x/y"}, ["URL must be a valid HTTP/HTTPS URL"]),
        ({"url": "http://user:secret@x/"}, ["URL must be a valid HTTP/HTTPS URL"]),
        ({"url": "http://x/" + "y" * 512}, ["URL must be a valid HTTP/HTTPS URL"]),
        ({"tags": "a"}, ["Tags must be an array"]),
        ({"tags": ["a" * 51]}, ["Each tag must be less than 50 characters"]),
        ({"tags": None}, ["Tags must be an array"]),
        ({"metadata": []}, ["Metadata must be an object"]),
        ({"metadata": {"x": "y" * 17_000}}, ["Metadata must be at most 16384 bytes as JSON"]),
        ({"status": "up"}, ["Status must be one of: online, offline, error, unknown"]),
        ({"version": "1" * 51}, ["Version must be a string of at most 50 characters"]),
        ({"host": 7}, ["Host must be a string of at most 255 characters"]),
        ({"port": "80"}, ["Port must be between 1 and 65535"]),
        ({"port": 0}, ["Port must be between 1 and 65535"]),
        ({"port": True}, ["Port must be between 1 and 65535"]),
    ],
)
def test_every_broken_rule_is_told_once(api: Api, body: dict[str, Any], expected: list[str]) -> None:
    complete = body if not body or "name" in body else {"name": "x", "type": "api", **body}
    reply = api.post(BASE, complete)
    details = reply.get_json()["details"]
    assert reply.status_code == 400
    assert [problem["message"] for problem in details] == expected
    assert all(len(str(problem.get("value", ""))) <= 100 for problem in details)


def test_names_of_255_characters_are_allowed(api: Api) -> None:
    assert len(api.system(name="é" * 255)["name"]) == 255


@pytest.mark.parametrize("escape", ["\\u0000", "\\ud800"])
def test_text_that_cannot_be_stored_is_refused(api: Api, escape: str) -> None:
    body = f'{{"name":"a{escape}b","type":"api"}}'
    reply = api.request("POST", BASE, data=body, content_type="application/json")
    assert messages(reply) == ["Text must not contain U+0000 or lone surrogates"]


def test_nul_in_a_path_is_refused(api: Api) -> None:
    for path in (f"{BASE}/x%00", f"{BASE}/status/%00"):
        assert messages(api.get(path)) == ["Text must not contain U+0000 or lone surrogates"]


def test_a_change_has_to_change_something(api: Api) -> None:
    reply = api.put(f"{BASE}/{api.system()['id']}", {"created_by": "me", "nonsense": 1})
    assert reply.status_code == 400
    assert reply.get_json()["error"] == "At least one field is required"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_unknown_and_malformed_ids(api: Api, method: str) -> None:
    body = {"name": "x"} if method == "PUT" else None
    unknown = api.request(method, f"{BASE}/{uuid4()}", json=body)
    assert (unknown.status_code, unknown.get_json()["error"]) == (404, "System not found")
    malformed = api.request(method, f"{BASE}/123", json=body)
    assert malformed.status_code == 400
    (problem,) = malformed.get_json()["errors"]
    assert (problem["msg"], problem["location"], problem["value"]) == ("ID must be a valid UUID", "params", "123")


def test_pages_do_not_overlap_and_totals_are_true(api: Api) -> None:
    owner = f"dona {api.user}"
    ids = {api.system(owner=owner)["id"] for _ in range(5)}
    seen: list[str] = []
    for offset in (0, 2, 4):
        body = api.get(f"{BASE}?owner={owner}&limit=2&offset={offset}&_t=123").get_json()
        assert (body["total"], body["limit"], body["offset"]) == (5, 2, offset)
        assert body["count"] == len(body["data"])
        assert body["filters"] == {"owner": owner}
        seen += [system["id"] for system in body["data"]]
    assert (len(seen), set(seen)) == (5, ids)
    assert api.get(f"{BASE}?owner={owner}&offset=9").get_json()["total"] == 5


def test_lists_are_filtered_and_searched_without_accents(api: Api) -> None:
    word = f"Operação{api.user.replace('-', '')}"
    found = api.system(name=f"{word} ÚNICA", type="tool", status="error")
    api.system(description=f"Nada com {word}", type="docs")
    folded = word.lower().replace("ç", "c").replace("ã", "a")
    assert api.get(f"{BASE}?search={folded}").get_json()["total"] == 2
    assert api.get(f"{BASE}?search={folded}%20unica").get_json()["data"][0]["id"] == found["id"]
    assert api.get(f"{BASE}?search={folded}&type=tool&status=error").get_json()["total"] == 1
    assert api.get(f"{BASE}?status=no_such_status").get_json()["data"] == []
    body = api.get(f"{BASE}/search?q={word}").get_json()
    assert (body["query"], body["total"]) == (word, 2)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("status=a-b", "Status must contain only letters and underscores"),
        ("type=1", "Type must contain only letters and underscores"),
        ("search=x", "search must be 2 to 100 characters"),
        ("order_by=secret", "Invalid order field"),
        ("order_direction=up", "Order direction must be ASC or DESC"),
        ("limit=101", "limit must be an integer from 1 to 100"),
        ("limit=x", "limit must be an integer from 1 to 100"),
        ("offset=-1", "offset must be an integer from 0 to 2147483647"),
    ],
)
def test_bad_queries_are_told(api: Api, query: str, message: str) -> None:
    reply = api.get(f"{BASE}?{query}")
    assert reply.status_code == 400
    (problem,) = reply.get_json()["errors"]
    assert (problem["message"], problem["location"]) == (message, "query")


def test_orders_by_folded_name_and_by_what_there_is(api: Api) -> None:
    owner = f"ordem {api.user}"
    for name in ("Zebra", "Ébano", "abade"):
        api.system(name=f"{name} {api.user}", owner=owner)

    def names(order: str) -> list[str]:
        return [system["name"].split()[0] for system in api.data(f"{BASE}?owner={owner}&{order}")]

    assert names("order_by=name&order_direction=asc") == ["abade", "Ébano", "Zebra"]
    assert names("order_by=title&order_direction=DESC") == ["Zebra", "Ébano", "abade"]
    assert names("order_by=priority") == names("") == ["abade", "Ébano", "Zebra"]


def test_by_status_and_by_type_name_what_they_filter(api: Api) -> None:
    api.system(type="webapp", status="online")
    by_status = api.get(f"{BASE}/status/online").get_json()
    assert by_status["status"] == "online"
    assert {system["status"] for system in by_status["data"]} == {"online"}
    by_type = api.get(f"{BASE}/type/webapp").get_json()
    assert by_type["type"] == "webapp"
    assert {system["type"] for system in by_type["data"]} == {"webapp"}
    assert api.get(f"{BASE}/status/a-b").get_json()["errors"][0]["path"] == "status"


def test_statistics_count_by_meaning(api: Api) -> None:
    api.system(status="online", type="tool", owner=api.user)
    api.system(status="error", owner=api.user)
    data = api.data(f"{BASE}/statistics")
    assert data["total"] == data["active"] + data["inactive"] + data["degraded"] + data["unknown"]
    assert data["by_owner"][api.user] == 2
    assert sum(data["by_type"].values()) == sum(data["by_status"].values()) == data["total"]
    assert "avg_response_time" in data


def test_tags_of_records_guard_reads_and_writes(api: Api) -> None:
    path = f"{BASE}/{api.system()['id']}"
    tag = api.get(path).headers["ETag"]
    assert api.get(path, headers={"If-None-Match": tag}).status_code == 304
    changed = api.put(path, {"owner": "x"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] == api.get(path).headers["ETag"] != tag
    assert api.put(path, {"owner": "y"}, headers={"If-Match": tag}).status_code == 412
    assert api.delete(path, headers={"If-Match": tag}).status_code == 412
    assert api.delete(path, headers={"If-Match": changed.headers["ETag"]}).status_code == 200


def test_a_deleted_system_leaves_its_ideas(api: Api) -> None:
    system = api.system()
    idea = api.idea(system_id=system["id"])
    assert idea["system"]["name"] == system["name"]
    reply = api.delete(f"{BASE}/{system['id']}")
    assert reply.get_json() == {"success": True, "message": "System deleted successfully"}
    left = api.data(f"/api/v1/ideas/{idea['id']}")
    assert left["system_id"] is None
    assert "system" not in left


def test_a_repeated_key_replays_the_reply(api: Api) -> None:
    body = {"name": f"uma vez {api.user}", "type": "api"}
    first = api.post(BASE, body, headers={"Idempotency-Key": "k-1"})
    again = api.post(BASE, body, headers={"Idempotency-Key": "k-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_json() == first.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert api.post(BASE, {**body, "owner": "x"}, headers={"Idempotency-Key": "k-1"}).status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "health-check-all"), ("PUT", "statistics"), ("DELETE", "search"), ("POST", "status/online")],
)
def test_static_segments_win_over_ids(api: Api, method: str, path: str) -> None:
    assert api.request(method, f"{BASE}/{path}").status_code == 405


def test_name_and_address_are_enough_and_a_change_keeps_what_was_chosen(api: Api) -> None:
    reply = api.post(BASE, {"name": f"Painel {uuid4()}", "url": "https://painel.example.org"})
    assert (reply.status_code, reply.get_json()["data"]["type"]) == (201, "webapp")
    tool = api.system(type="tool")
    assert api.put(f"{BASE}/{tool['id']}", {"owner": "Ana"}).get_json()["data"]["type"] == "tool"
