"""Specs and their versions over HTTP."""

import json
import zipfile
from io import BytesIO

import psycopg2.extensions
import pytest
from documentation_client import Api
from spec_documents import EVENTS_2, EVENTS_3, ORDERS, Document, edited, operation, properties
from spec_store import new_name, post_spec, store


def at_version(version: str, document: Document = ORDERS) -> Document:
    return edited(document, lambda d: d["info"].update(version=version))


def without_post(version: str) -> Document:
    return edited(at_version(version), lambda d: d["paths"]["/orders"].pop("post"))


def test_a_spec_is_stored_and_read_back_as_it_was_given(api: Api) -> None:
    name = new_name()
    text = "# kept\n" + json.dumps(ORDERS, indent=1)
    created = store(api, name, text)
    assert (created["version"], created["diff"]) == ("1.0.0", None)
    path = f"/api/v1/versions/1.0.0/spec/openapi?spec={name}"
    assert created["specs"] == {"openapi": path, "asyncapi": None}
    reply = api.get(path)
    assert reply.get_data(as_text=True) == text
    assert reply.content_type == "text/yaml; charset=utf-8"
    assert api.get(path, headers={"If-None-Match": reply.headers["ETag"]}).status_code == 304
    assert api.get(path + "&format=json").get_json() == ORDERS


def test_the_same_content_again_is_200_and_other_content_409(api: Api) -> None:
    name = new_name()
    store(api, name, ORDERS)
    assert post_spec(api, name, ORDERS).status_code == 200
    other = post_spec(api, name, edited(ORDERS, lambda d: d["info"].update(title="x")))
    assert (other.status_code, other.get_json()["error"]) == (409, "Version 1.0.0 already exists")


def test_a_breaking_version_must_say_so(api: Api) -> None:
    name = new_name()
    store(api, name, ORDERS)
    refused = post_spec(api, name, without_post("1.1.0"))
    body = refused.get_json()
    assert (refused.status_code, body["code"], body["verdict"]) == (409, "breaking_change", "breaking")
    assert body["findings"][0]["rule"] == "operation-removed"
    assert body["recommended_bump"] == "major"
    assert api.get(f"/api/v1/versions?spec={name}").get_json()["all"] == ["1.0.0"]
    assert store(api, name, without_post("2.0.0"))["diff"]["breaking"] is True


def test_a_breaking_version_can_be_insisted_on(api: Api) -> None:
    name = new_name()
    store(api, name, ORDERS)
    assert store(api, name, without_post("1.0.1"), allow_breaking=True)["diff"]["verdict"] == "breaking"


def test_an_addition_needs_no_major_step(api: Api) -> None:
    name = new_name()
    store(api, name, ORDERS)
    wider = edited(at_version("1.1.0"), lambda d: properties(d, "Order").update(tax={"type": "string"}))
    diff = store(api, name, wider)["diff"]
    assert (diff["verdict"], diff["recommended_bump"]) == ("compatible", "minor")


def test_below_1_0_0_a_minor_step_may_break(api: Api) -> None:
    name = new_name()
    store(api, name, at_version("0.1.0"))
    assert post_spec(api, name, without_post("0.1.1")).status_code == 409
    assert post_spec(api, name, without_post("0.2.0")).status_code == 201


def test_pre_releases_are_the_latest_but_never_the_stable_one(api: Api) -> None:
    name = new_name()
    store(api, name, ORDERS)
    store(api, name, without_post("2.0.0-rc.1"))
    # One pre-release is not held against the next: both are measured by 1.0.0.
    store(api, name, edited(without_post("2.0.0-rc.2"), lambda d: d["paths"].pop("/orders/{id}")))
    listed = api.get(f"/api/v1/versions?spec={name}").get_json()
    assert listed["all"] == ["1.0.0", "2.0.0-rc.1", "2.0.0-rc.2"]
    assert (listed["base"], listed["latest"], listed["stable"]) == ("1.0.0", "2.0.0-rc.2", "1.0.0")
    named = {
        word: api.get(f"/api/v1/versions/{word}?spec={name}").get_json()["version"] for word in ("current", "base")
    }
    assert named == {"current": "1.0.0", "base": "1.0.0"}
    assert post_spec(api, name, edited(without_post("1.0.1"), lambda d: None)).status_code == 409


def test_versions_are_ordered_by_number_not_by_text(api: Api) -> None:
    name = new_name()
    for version in ("1.10.0", "1.2.0", "1.9.0"):
        store(api, name, at_version(version))
    assert api.get(f"/api/v1/versions?spec={name}").get_json()["all"] == ["1.2.0", "1.9.0", "1.10.0"]


def test_two_versions_are_compared(api: Api) -> None:
    name = new_name()
    store(api, name, ORDERS)
    store(api, name, without_post("2.0.0"))
    body = api.get(f"/api/v1/versions/compare/1.0.0/2.0.0?spec={name}").get_json()
    assert (body["v1"], body["v2"], body["verdict"], body["breaking"]) == ("1.0.0", "2.0.0", "breaking", True)
    assert body["changes"]["paths"]["modified"] == ["/orders"]
    assert set(body["findings"][0]) == {"rule", "severity", "pointer", "message"}
    same = api.get(f"/api/v1/versions/compare/2.0.0/2.0.0?spec={name}").get_json()
    assert (same["verdict"], same["findings"]) == ("none", [])


def test_the_next_version_copies_what_is_not_given(api: Api) -> None:
    name = new_name()
    store(api, name, ORDERS, asyncapi=json.dumps(EVENTS_3))
    wider = edited(
        ORDERS, lambda d: d["paths"].update({"/new": {"get": {"responses": {"200": {"description": "ok"}}}}})
    )
    reply = api.post(f"/api/v1/versions?spec={name}", {"type": "minor", "openapi": json.dumps(wider)})
    body = reply.get_json()
    assert (reply.status_code, body["version"], body["type"]) == (201, "1.1.0", "minor")
    assert body["diff"]["changes"]["paths"]["added"] == ["/new"]
    for kind in ("openapi", "asyncapi"):
        document = api.get(f"/api/v1/versions/1.1.0/spec/{kind}?spec={name}&format=json").get_json()
        assert document["info"]["version"] == "1.1.0"
    status = api.get(f"/api/v1/versions/1.1.0/status?spec={name}").get_json()
    assert (status["endpoints"], status["channels"], status["openapi"]) == (5, 2, True)


def test_the_kind_of_step_is_one_of_three(api: Api) -> None:
    reply = api.post("/api/v1/versions", {"type": "huge"})
    assert (reply.status_code, reply.get_json()["message"]) == (400, "Type must be one of: major, minor, patch")


def test_a_spec_tells_its_tags_and_how_well_it_is_described(api: Api) -> None:
    name = new_name()
    store(api, name, ORDERS)
    data = api.get(f"/api/v1/specs/{name}").get_json()["data"]
    assert data["tags"] == [{"name": None, "operations": 1}, {"name": "orders", "operations": 3}]
    assert data["coverage"] == {
        "operations": 4, "with_description": 2, "with_example": 0, "with_error_response": 1, "score": 25.0,
    }  # fmt: skip
    assert (data["latest"], data["stable"], data["openapi"], data["endpoints"]) == ("1.0.0", "1.0.0", "3.1.0", 4)
    assert name in [one["name"] for one in api.get("/api/v1/specs").get_json()["data"]]


def test_operations_are_filtered_and_paged(api: Api) -> None:
    name = new_name()
    store(api, name, ORDERS)
    ask = f"/api/v1/specs/{name}/operations"
    body = api.get(f"{ask}?limit=2&offset=1").get_json()
    assert (body["total"], body["count"]) == (4, 2)
    assert [one["operation_id"] for one in body["data"]] == ["create_order", "read_order"]
    assert [one["method"] for one in api.get(f"{ask}?method=delete").get_json()["data"]] == ["DELETE"]
    assert api.get(f"{ask}?tag=orders").get_json()["total"] == 3
    assert api.get(f"{ask}?q=LIST_").get_json()["data"][0]["id"] == f"{name}:path-/orders-get"
    assert api.get(f"{ask}?limit=101").status_code == 400
    assert api.get(f"{ask}?version=9.9.9").status_code == 404


def test_validation_stores_nothing(api: Api, admin: psycopg2.extensions.connection) -> None:
    with admin.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM documentation_spec_versions")
        before = cursor.fetchone()
        good = api.post("/api/v1/specs/validate", {"openapi": json.dumps(ORDERS), "asyncapi": json.dumps(EVENTS_2)})
        bad = api.post("/api/v1/specs/validate", {"openapi": json.dumps({**ORDERS, "paths": 5})})
        cursor.execute("SELECT count(*) FROM documentation_spec_versions")
        assert cursor.fetchone() == before
    assert (good.get_json()["valid"], good.get_json()["errors"]) == (True, [])
    assert bad.get_json()["valid"] is False
    assert bad.get_json()["errors"][0]["pointer"] == "/paths"


def test_documents_of_the_latest_version_come_as_files(api: Api) -> None:
    name = new_name()
    example = {"application/json": {"example": {"id": "1"}, "schema": {"$ref": "#/components/schemas/Order"}}}
    read = "/orders/{id}"
    document = edited(ORDERS, lambda d: operation(d, read, "get")["responses"]["200"].update(content=example))
    store(api, name, document, asyncapi=json.dumps(EVENTS_2))
    for path in ("/spec", "/api/v1/docs/spec"):
        assert api.get(f"{path}/asyncapi.yaml?spec={name}").content_type == "text/yaml; charset=utf-8"
    reply = api.get(f"/api/v1/docs/download?spec={name}")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="tradingsystem-specs.zip"'
    assert api.get(f"/api/v1/docs/download?spec={name}").get_data() == reply.get_data()
    with zipfile.ZipFile(BytesIO(reply.get_data())) as archive:
        assert {"openapi.yaml", "asyncapi.yaml", "schemas/Order.json", "examples/read_order.json"} <= set(
            archive.namelist()
        )
        assert json.loads(archive.read("examples/read_order.json")) == {"200 application/json": {"id": "1"}}
    status = api.get(f"/api/v1/docs/status?spec={name}").get_json()
    assert (status["status"], status["openapi"]["endpoints"], status["asyncapi"]["channels"]) == ("ok", 4, 2)
    assert status["symbols"] == {"valid": True, "symbolCount": 9, "issues": []}
    check = api.get(f"/api/v1/docs/check?spec={name}").get_json()
    assert (check["status"], check["message"], check["issues"]) == ("ok", "Documentation check completed", [])


def test_what_is_not_there_is_404_in_json(api: Api) -> None:
    name = new_name()
    store(api, name, ORDERS)
    for path in (
        "/api/v1/specs/nobody", "/api/v1/specs/nobody/operations", "/api/v1/versions?spec=nobody",
        f"/api/v1/versions/9.9.9?spec={name}", f"/api/v1/versions/1.0.0/spec/asyncapi?spec={name}",
        f"/api/v1/versions/1.0.0/spec/other?spec={name}", f"/spec/asyncapi.yaml?spec={name}",
        f"/api/v1/versions/compare/1.0.0/3.0.0?spec={name}", "/spec/", "/spec", "/docs/page.css",
    ):  # fmt: skip
        reply = api.get(path)
        assert (reply.status_code, reply.get_json()["success"]) == (404, False), path
    assert api.get("/api/v1/versions?spec=nobody").get_json()["error"] == "No versions found"


def test_every_stored_version_leaves_one_entry_without_its_documents(api: Api) -> None:
    name = new_name()
    store(api, name, ORDERS)
    post_spec(api, name, ORDERS)
    post_spec(api, name, without_post("1.0.1"))
    entries = [
        one for one in api.get("/api/v1/audit?entity_type=spec&limit=100").get_json()["data"]
        if one["new_values"].get("name") == name
    ]  # fmt: skip
    assert [(one["action"], one["user_id"]) for one in entries] == [("created", api.user)]
    assert entries[0]["new_values"]["documents"] == ["openapi"]
    assert entries[0]["request_id"] and entries[0]["ip_address"]


def test_a_repeated_key_stores_once(api: Api) -> None:
    name = new_name()
    headers = {"Idempotency-Key": "spec-key-1"}
    body = {"name": name, "openapi": json.dumps(ORDERS)}
    first, second = (api.post("/api/v1/specs", body, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"openapi": "{}"}, "name"),
        ({"name": "Com Acento é", "openapi": "{}"}, "name"),
        ({"name": "x", "version": "1", "openapi": "{}"}, "version"),
        ({"name": "x", "openapi": 5}, "openapi"),
        ({"name": "x"}, "openapi"),
        ({"name": "x", "openapi": "{}", "allow_breaking": "yes"}, "allow_breaking"),
    ],
)
def test_a_body_with_a_fault_names_the_field(api: Api, body: Document, field: str) -> None:
    reply = api.post("/api/v1/specs", body)
    assert reply.status_code == 400
    assert reply.get_json()["errors"][0]["field"] == field
