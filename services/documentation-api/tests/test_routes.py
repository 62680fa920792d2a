"""A walk over all routes: asked rightly, wrongly, for what is not there, and by a wrong method."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from documentation_client import Api
from route_table import CASES, COMMON, NEW_SPEC, NOT_SERVED, Case, form_of
from werkzeug.test import TestResponse

from documentation_api.app import create_app
from documentation_api.settings import Settings
from suite.http import Service
from suite.settings import Secret

ORIGIN = {"Origin": "http://localhost:3103"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def walker(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A client of a service whose documentation is one page."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "index.md").write_text("---\ntitle: Documentação\n---\n# Olá\n", encoding="utf-8")
    application = create_app(replace(settings, docs_dir=str(folder), default_spec="tabela"))
    application.index.run(manual=False)
    api = Api(application, "andarilha")
    api.post("/api/v1/specs", {**NEW_SPEC, "name": "tabela"})
    yield api
    application.database.close()


@pytest.fixture
def ids(walker: Api) -> dict[str, str]:
    """Records that are there."""
    system, idea = walker.system(), walker.idea()
    file = walker.file(str(uuid4()).encode(), "arquivo.txt", is_public="true")
    (entry,) = walker.entries(system["id"])
    return {"system": system["id"], "idea": idea["id"], "file": file["id"], "entry": entry["id"]}


def ask(api: Api, case: Case, path: str, body: Any) -> TestResponse:
    if case.form:
        return api.send_form(path, form_of(case), ORIGIN)
    return api.request(case.method, path, headers=ORIGIN, json=body)


def assert_told(reply: TestResponse, status: int) -> None:
    """An error in this service's envelope, with CORS headers."""
    assert reply.status_code == status, reply.get_data(as_text=True)
    assert {"success", "error", "message", "errors"} <= reply.get_json().keys()
    assert reply.get_json()["success"] is False
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]


def name_of(case: Case) -> str:
    return f"{case.method} {case.asked}"


def test_the_table_names_every_route(service: Service) -> None:
    adapter = service.url_map.bind("localhost")
    some = {"system": str(uuid4()), "idea": str(uuid4()), "file": str(uuid4()), "entry": str(uuid4())}
    walked = set()
    for case in CASES:
        rule, _ = adapter.match(case.asked.partition("?")[0].format(**some), case.method, return_rule=True)
        walked.add((case.method, rule.rule))
    served = {
        (method, rule.rule)
        for rule in service.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule not in COMMON
    }
    assert served == walked


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_route_answers_as_written(walker: Api, ids: dict[str, str], case: Case) -> None:
    if case.asked == "/api/v1/systems":
        case = replace(case, body=case.body and {**case.body, "name": f"Sistema {uuid4()}"})
    reply = ask(walker, case, case.asked.format(**ids), case.body)
    assert reply.status_code == case.status, reply.get_data(as_text=True)
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
    if case.keys:
        assert case.keys <= reply.get_json().keys()
        assert reply.get_json().get("success", True) is (case.status < 400)


@pytest.mark.parametrize("case", [case for case in CASES if case.bad], ids=name_of)
def test_what_is_asked_wrongly_is_a_400(walker: Api, ids: dict[str, str], case: Case) -> None:
    path = case.asked.partition("?")[0].format(**ids)
    for bad in case.bad:
        if case.method == "GET":
            assert_told(walker.get(f"{path}?{bad}", headers=ORIGIN), 400)
        elif case.form:
            assert_told(walker.request(case.method, path, headers=ORIGIN), 400)
        else:
            assert_told(walker.request(case.method, path, headers=ORIGIN, json=bad), 400)


@pytest.mark.parametrize("case", [case for case in CASES if case.body is not None], ids=name_of)
def test_bodies_that_are_no_json_objects_are_refused(walker: Api, ids: dict[str, str], case: Case) -> None:
    path = case.asked.format(**ids)
    for body, media_type, status in (
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"x=1", "application/x-www-form-urlencoded", 415),
        (b'{"a":"' + b"x" * case.most_bytes + b'"}', "application/json", 413),
    ):
        reply = walker.request(case.method, path, headers=ORIGIN, data=body, content_type=media_type)
        assert_told(reply, status)
        assert status != 415 or reply.get_json()["error"] == "Content-Type must be application/json"


RECORDS = [case for case in CASES if "{" in case.asked]
LISTS = ("/api/v1/files/idea/", "/api/v1/files/system/")


@pytest.mark.parametrize("case", RECORDS, ids=name_of)
def test_malformed_ids_are_400_and_unknown_ones_404(walker: Api, case: Case) -> None:
    malformed = case.asked.format(**dict.fromkeys(("system", "idea", "file", "entry"), "x'1"))
    assert_told(ask(walker, case, malformed, case.body), 400)
    unknown = case.asked.format(**dict.fromkeys(("system", "idea", "file", "entry"), str(uuid4())))
    reply = ask(walker, case, unknown, case.body)
    if case.asked.startswith(LISTS):
        assert reply.get_json()["total"] == 0
    else:
        assert_told(reply, 404)


@pytest.mark.parametrize("case", [case for case in CASES if case.missing], ids=name_of)
def test_what_has_a_name_and_is_not_there_is_404(walker: Api, case: Case) -> None:
    assert_told(walker.request(case.method, str(case.missing), headers=ORIGIN), 404)


@pytest.mark.parametrize("path", sorted({case.asked.partition("?")[0] for case in CASES}))
def test_a_wrong_method_is_405_with_allow(walker: Api, path: str) -> None:
    right = {case.method for case in CASES if case.asked.partition("?")[0] == path}
    some = dict.fromkeys(("system", "idea", "file", "entry"), str(uuid4()))
    for method in set(METHODS) - right:
        reply = walker.request(method, path.format(**some), headers=ORIGIN)
        assert_told(reply, 405)
        assert reply.get_json()["error"] == "Method not allowed"
        assert right <= set(reply.headers["Allow"].split(", "))


@pytest.mark.parametrize("path", NOT_SERVED)
def test_what_is_not_served_is_404_in_json(walker: Api, ids: dict[str, str], path: str) -> None:
    asked = path.format(**ids)
    for method in ("GET", "POST"):
        reply = walker.request(method, asked, headers=ORIGIN)
        assert_told(reply, 404)
        assert reply.get_json()["error"] == f"Route not found: {method} {asked}"


def test_a_trailing_slash_is_served_without_redirect(walker: Api) -> None:
    for path in ("/api/v1/systems/", "/api/v1/ideas/kanban/", "/api/v1/stats/", "/health/"):
        assert walker.get(path).status_code == 200


def test_unknown_query_keys_are_ignored(walker: Api) -> None:
    assert walker.get("/api/v1/ideas?_t=1&nonsense=2").status_code == 200


@pytest.mark.parametrize("public", [True, False])
def test_documentation_may_be_open_or_closed(start: Any, guarded: Service, public: bool) -> None:
    settings = guarded.settings
    service = start(auth_mode="jwt", jwt_secret=settings.jwt_secret, public_docs=public)
    client = service.test_client()
    for path in ("/api/v1/docs/search?q=docum", "/api/v1/docs/health/summary"):
        assert client.get(path).status_code == (200 if public else 401)
    assert client.get("/api/v1/systems").status_code == 401
    assert client.get("/health").status_code == 200


def test_without_a_database_every_route_that_needs_it_is_503(start: Any) -> None:
    api = Api(start(database_url=Secret("postgresql://nobody@127.0.0.1:1/none")), "nobody")
    for path in ("/api/v1/systems", "/api/v1/ideas/kanban", "/api/v1/files", "/api/v1/stats", "/api/v1/audit"):
        reply = api.get(path, headers=ORIGIN)
        assert_told(reply, 503)
        assert reply.get_json()["error"] == "Database connection error"


def test_beyond_the_limit_a_client_is_told_when_to_come_back(start: Any) -> None:
    api = Api(start(rate_limit_enabled=True, rate_limit_max=2, worker_processes=1), "apressada")
    replies = [api.get("/api/v1/systems", headers=ORIGIN) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert_told(replies[-1], 429)
    assert replies[-1].get_json()["error"] == "Too many requests, please try again later"
    assert int(replies[-1].headers["Retry-After"]) >= 1
    assert api.get("/health").status_code == 200
