"""Specifications are worked on in a child process, and verdicts about what never changes are kept."""

import json
import logging
from typing import Any
from uuid import UUID

import pytest
from documentation_client import Api
from psycopg2.extensions import connection as Connection
from spec_documents import ORDERS, Document, edited, schemas
from spec_store import new_name, post_spec, store

from documentation_api.specs import tasks, work
from documentation_api.specs.examination.issues import Issue
from documentation_api.specs.store import document_routes
from documentation_api.specs.tasks import Examined
from suite.bounded import Bounded, OutOfTime, QueueFull, TooCostly


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let all work on specifications end with an error."""

    def end_with(error: Exception) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(work.SPEC_WORK, "run", refuse)

    return end_with


def validate(api: Api, document: Document | str) -> Any:
    text = document if isinstance(document, str) else json.dumps(document)
    return api.post("/api/v1/specs/validate", {"openapi": text})


def fanned(levels: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        f"Level{n}": {"allOf": [{"$ref": f"#/components/schemas/Level{n + 1}"}] * 2} for n in range(levels)
    }
    return {**found, f"Level{levels}": {"type": "object"}}


def test_a_reader_of_references_that_fan_out_holds_nobody_up(api: Api) -> None:
    bomb = edited(ORDERS, lambda d: schemas(d).update(fanned(22), Top={"allOf": [{
        "$ref": "#/components/schemas/Level0"}], "default": {}}))  # fmt: skip
    body = validate(api, bomb).get_json()
    assert (body["valid"], [one["code"] for one in body["errors"]]) == (False, ["too_complex"])


def test_the_work_is_done_in_another_process_with_less_memory_than_the_unit_has(api: Api) -> None:
    assert validate(api, ORDERS).get_json()["valid"]
    assert work.SPEC_WORK.processes
    # Two workers with a child each, and what they need themselves.
    assert 2 * work.SPEC_WORK.memory_mb < 1_024


@pytest.mark.parametrize("case", ["enum", "pattern"])
def test_faults_that_were_answered_500_are_faults_of_the_document(api: Api, case: str) -> None:
    word = {"enum": ["A", "A"]} if case == "enum" else {"pattern": "["}
    schema = {"type": "string", **word}
    parameter = {"name": "q", "in": "query", "schema": schema}
    operation = {"operationId": "a", "parameters": [parameter], "responses": {"200": {"description": "ok"}}}
    document = {"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {"/a": {"get": operation}}}
    reply = validate(api, document)
    place = "/paths/~1a/get/parameters/0/schema/" + ("enum/1" if case == "enum" else "pattern")
    assert (reply.status_code, reply.get_json()["errors"][0]["pointer"]) == (200, place)


def test_a_full_queue_is_503_and_late_work_504(api: Api, refused: Any) -> None:
    refused(QueueFull())
    reply = validate(api, ORDERS)
    assert (reply.status_code, "Retry-After" in reply.headers) == (503, True)
    refused(OutOfTime())
    assert validate(api, ORDERS).status_code == 504


def test_what_costs_too_much_is_a_fault_of_the_document(api: Api, refused: Any) -> None:
    refused(TooCostly())
    body = validate(api, ORDERS).get_json()
    assert (body["valid"], body["errors"][0]["code"]) == (False, "too_complex")


def test_an_examiner_that_fails_is_logged_with_why_and_nothing_false_is_told(
    api: Api, refused: Any, caplog: pytest.LogCaptureFixture
) -> None:
    refused(RuntimeError("the examiner has a fault"))
    with caplog.at_level(logging.ERROR):
        reply = validate(api, ORDERS)
    assert reply.status_code == 500
    assert "errors" not in reply.get_json() or reply.get_json()["errors"] == []
    assert "the examiner has a fault" in caplog.text


def test_a_comparison_that_costs_too_much_is_told_so(api: Api, refused: Any) -> None:
    name = new_name()
    store(api, name, ORDERS, version="1.0.0")
    store(api, name, ORDERS, version="1.0.1")
    refused(TooCostly())
    reply = api.get(f"/api/v1/versions/compare/1.0.0/1.0.1?spec={name}")
    assert (reply.status_code, reply.get_json()["code"]) == (422, "TOO_COSTLY")


def test_a_stored_version_is_not_examined_again(api: Api, refused: Any) -> None:
    name = new_name()
    store(api, name, ORDERS, version="1.0.0")
    refused(AssertionError("examined again"))
    body = api.get(f"/api/v1/docs/check?spec={name}").get_json()
    assert (body["status"], body["issues"]) == ("ok", [])


def test_a_version_of_an_older_release_is_examined_once(
    api: Api, admin: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = new_name()
    store(api, name, ORDERS, version="1.0.0")
    with admin.cursor() as cursor:
        cursor.execute("UPDATE documentation_spec_versions SET examined_rules = 0, examined_issues = NULL")
    admin.commit()
    examined: list[str] = []

    def check(texts: dict[str, str]) -> Examined:
        examined.append(name)
        return Examined(texts, issues=[("openapi", Issue("An old fault", "old", "/info"))])

    monkeypatch.setattr(document_routes, "check", check)
    for _ in range(2):
        body = api.get(f"/api/v1/docs/check?spec={name}").get_json()
        assert (body["status"], body["issues"][0]["message"]) == ("error", "An old fault")
    assert examined == [name]


def test_nobody_waits_for_an_examination_that_goes_on(
    api: Api, admin: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = new_name()
    store(api, name, ORDERS, version="1.0.0")
    with admin.cursor() as cursor:
        cursor.execute("UPDATE documentation_spec_versions SET examined_rules = 0 RETURNING id")
        known = {UUID(str(row[0])) for row in cursor.fetchall()}
    admin.commit()
    monkeypatch.setattr(document_routes, "_examined_now", known)
    reply = api.get(f"/api/v1/docs/check?spec={name}")
    assert (reply.status_code, "Retry-After" in reply.headers) == (503, True)


def test_who_asks_what_is_wrong_gets_no_documents_back() -> None:
    texts = {"openapi": json.dumps(ORDERS), "asyncapi": "asyncapi: 1.0.0"}
    examined, checked = tasks.examine(texts), tasks.check(texts)
    assert (checked.issues, checked.warnings) == (examined.issues, examined.warnings)
    assert (checked.texts, checked.contents, checked.rows) == ({}, {}, [])


def test_a_shared_response_is_shown_once_for_each_operation_within_bounds() -> None:
    """Ten thousand operations may refer to one response of some megabytes."""
    long = {"description": "x", "content": {"application/json": {"schema": {"description": "y" * 200_000}}}}
    operation = {"responses": {"200": {"$ref": "#/components/responses/Long"}}}
    document = edited(ORDERS, lambda d: (
        d["components"].update(responses={"Long": long}),
        d.update(paths={f"/p{n}": {"get": operation} for n in range(2_000)})))  # fmt: skip
    examined = tasks.examine({"openapi": json.dumps(document)})
    assert examined.issues == []
    assert sum(map(len, examined.rows)) < 4_000_000


def test_examples_that_many_share_are_packed_within_bounds() -> None:
    media = {"example": {"a": "z" * 500_000}}
    operation = {"responses": {"200": {"description": "x", "content": {"application/json": media}}}}
    shared = {"responses": {"200": {"$ref": "#/components/responses/Long"}}}
    document = edited(ORDERS, lambda d: (
        d["components"].update(responses={"Long": operation["responses"]["200"]}),
        d.update(paths={f"/p{n}": {"get": shared} for n in range(1_000)})))  # fmt: skip
    packed = tasks.archive({"openapi": "x"}, {"openapi": json.dumps(document)})
    assert len(packed) < 8_000_000


def test_a_document_of_12_mb_is_stored_whatever_its_text_takes(api: Api) -> None:
    document = edited(ORDERS, lambda d: d["info"].update(description="x" * 11_500_000))
    reply = post_spec(api, new_name(), json.dumps(document, indent=8) + " " * 2_000_000, version="1.0.0")
    assert reply.status_code == 201
    larger = edited(document, lambda d: d["info"].update({"x-more": "y" * 1_500_000}))
    assert post_spec(api, new_name(), larger, version="1.0.0").status_code == 413


def test_a_task_that_never_ends_is_ended() -> None:
    work_in_hand = Bounded("documentation_api.specs.tasks:perform", memory_mb=200, cpu_seconds=5, wall_seconds=60)
    circle = {f"R{n}": {"type": "object", "properties": {"n": {"$ref": f"#/components/schemas/R{(n + 1) % 4001}"}}}
              for n in range(4_001)}  # fmt: skip
    other = {f"R{n}": {"type": "object", "properties": {"n": {"$ref": f"#/components/schemas/R{(n + 1) % 4003}"}}}
             for n in range(4_003)}  # fmt: skip

    def sent(found: dict[str, Any]) -> dict[str, str]:
        body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/R0"}}}}
        path = {"/a": {"post": {"requestBody": body, "responses": {"200": {"description": "x"}}}}}
        return {"openapi": json.dumps({**ORDERS, "paths": path, "components": {"schemas": found}})}

    try:
        with pytest.raises((TooCostly, OutOfTime, tasks.TooComplex)):
            work_in_hand.run("compare", sent(circle), sent(other), True)
    finally:
        work_in_hand.close()
