"""Search over the pieces of specs."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from documentation_client import Api
from spec_documents import EVENTS_3, ORDERS, Document, edited, operation
from spec_store import new_name, store

from documentation_api.app import create_app
from documentation_api.settings import Settings
from documentation_api.specs.search import routes
from suite.http import Service
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestCluster


@pytest.fixture(scope="module")
def portal(settings: Settings, test_cluster: TestCluster) -> Service:
    """A service of its own, with one spec in two versions and a pre-release."""
    from dataclasses import replace

    from suite.settings import Secret

    database = test_cluster.clone("documentation-api", "documentation")
    service = create_app(replace(settings, database_url=Secret(database.dsn("app_documentation"))))
    api = Api(service, "admin")
    store(api, "shop", edited(ORDERS, lambda d: d["info"].update(version="0.9.0")))
    store(api, "shop", with_words(), asyncapi=json.dumps(EVENTS_3))
    store(api, "shop", edited(ORDERS, lambda d: d["info"].update(version="2.0.0-rc.1", title="Only a candidate")))
    return service


def with_words() -> Document:
    def edit(document: Document) -> None:
        document["info"]["version"] = "1.0.0"
        operation(document, "/orders", "get").update(
            summary="Listar pedidos", description="Documentação das avaliações de clientes"
        )
        operation(document, "/orders", "post").update(
            summary="Criar pedidos", description="Creates orders; documents are listed elsewhere")  # fmt: skip

    return edited(ORDERS, edit)


@pytest.fixture
def reader(portal: Service) -> Api:
    return Api(portal, "reader")


def found(api: Api, query: str) -> list[str]:
    reply = api.get(f"/api/v1/search?{query}")
    assert reply.status_code == 200, reply.get_data(as_text=True)
    return [one["id"] for one in reply.get_json()["results"]]


def test_a_hit_has_the_fields_clients_read(reader: Api) -> None:
    body = reader.get("/api/v1/search?q=listar").get_json()
    assert (body["success"], body["query"], body["total"], body["version"]) == (True, "listar", 1, None)
    hit = body["results"][0]
    score = hit.pop("score")
    assert 0 < score <= 1
    assert hit == {
        "id": "shop:path-/orders-get", "type": "endpoint", "title": "Listar pedidos",
        "description": "Documentação das avaliações de clientes", "path": "/orders", "method": "GET",
        "source": "openapi", "version": "1.0.0", "spec": "shop",
    }  # fmt: skip


@pytest.mark.parametrize(
    "q", ["documentacao", "Documentação", "DOCUMENTAÇÃO", "docum avaliac", '"avaliações de clientes"']
)
def test_accents_case_beginnings_and_phrases(reader: Api, q: str) -> None:
    assert found(reader, f"q={q}")[0] == "shop:path-/orders-get"


def test_words_are_anded_and_can_be_excluded(reader: Api) -> None:
    assert found(reader, "q=pedidos clientes") == ["shop:path-/orders-get"]
    assert found(reader, "q=pedidos -clientes -eventos -entregas") == ["shop:path-/orders-post"]
    assert found(reader, 'q="clientes de avaliações"') == []


def test_english_words_are_found_by_their_stem(reader: Api) -> None:
    assert "shop:path-/orders-post" in found(reader, "q=listing")


def test_scores_differ_and_descend_and_an_exact_title_is_1(reader: Api) -> None:
    results = reader.get("/api/v1/search?q=order&limit=50").get_json()["results"]
    scores = [one["score"] for one in results]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 1
    assert (results[0]["title"], results[0]["score"]) == ("Order", 1)


def test_names_written_together_are_found_by_their_parts(reader: Api) -> None:
    assert "shop:schema-NewOrder" in found(reader, "q=new order&type=schema")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("q=created&type=message", ["shop:message-Created"]),
        ("q=orders&type=channel", ["shop:channel-orders/commands", "shop:channel-orders/created"]),
        ("q=cash&source=schema", ["shop:schema-Cash"]),
        ("q=candidate", []),
        ("q=candidate&version=2.0.0-rc.1", ["shop:api-info"]),
        ("q=read_order&version=0.9.0", ["shop:path-/orders/{id}-get"]),
    ],
)
def test_filters_and_versions(reader: Api, query: str, ids: list[str]) -> None:
    assert found(reader, query) == ids


def test_the_total_is_true_on_every_page(reader: Api) -> None:
    everything = found(reader, "q=order&limit=100")
    pages = [found(reader, f"q=order&limit=3&offset={offset}") for offset in range(0, len(everything), 3)]
    assert [one for page in pages for one in page] == everything
    beyond = reader.get("/api/v1/search?q=order&limit=3&offset=1000").get_json()
    assert (beyond["total"], beyond["results"]) == (len(everything), [])


def test_suggestions_are_unique_titles_by_their_beginning_first(reader: Api) -> None:
    body = reader.get("/api/v1/suggest?q=ord&limit=10").get_json()
    texts = [one["text"] for one in body["suggestions"]]
    assert texts[0] == "Order"
    assert "NewOrder" in texts
    assert len(texts) == len(set(texts))
    assert set(body["suggestions"][0]) == {"text", "type", "source", "version"}
    assert reader.get("/api/v1/suggest?q=listar%20ped").get_json()["suggestions"][0]["text"] == "Listar pedidos"
    assert len(reader.get("/api/v1/suggest?q=o&limit=2").get_json()["suggestions"]) == 2


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/search", "Search query is required"),
        ("/search?q=", "Search query is required"),
        ("/search?q=%20", "Search query is required"),
        ("/suggest", "Query is required"),
        ("/search?q=" + "x" * 201, "q must be 1 to 200 characters"),
        ("/search?q=a&type=nothing", "type must be one of: endpoint, schema, channel, message"),
        ("/search?q=a&limit=0", "limit must be an integer from 1 to 100"),
        ("/suggest?q=a&limit=11", "limit must be an integer from 1 to 10"),
    ],
)
def test_a_bad_question_is_told_what_is_wrong(reader: Api, path: str, message: str) -> None:
    reply = reader.get(f"/api/v1{path}")
    assert (reply.status_code, reply.get_json()["message"]) == (400, message)


@pytest.mark.parametrize("q", ["'", "a'b", "%00x", "-", '"', "or", "\\", "a & b | !c", "<script>", "100%", ":*", "é'"])
def test_no_text_breaks_the_search(reader: Api, q: str) -> None:
    for route in ("search", "suggest"):
        assert reader.get(f"/api/v1/{route}", query_string={"q": q}).status_code == 200


def test_nul_is_refused(reader: Api) -> None:
    assert reader.get("/api/v1/search?q=%00").status_code == 400


def test_cutting_everything_again_changes_no_result_and_leaves_an_entry(reader: Api) -> None:
    before = reader.get("/api/v1/search?q=order&limit=100").get_json()
    body = reader.post("/api/v1/reindex").get_json()
    assert body["status"] == "success"
    assert body["indexed"] == {"openapi": 5, "asyncapi": 5, "schema": 6, "total": 16}
    assert reader.get("/api/v1/search?q=order&limit=100").get_json() == before
    entries = reader.get("/api/v1/audit?entity_type=spec&action=reindexed").get_json()["data"]
    assert [one["new_values"]["total"] for one in entries] == [16]


def test_whoever_cuts_everything_at_the_same_time_waits(portal: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_end = Event(), Event()
    original = routes.cut

    def cut_later(document: Any) -> Any:
        begun.set()
        assert may_end.wait(60)
        return original(document)

    def waiting() -> bool:
        with portal.database.read() as connection:
            return bool(connection.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))

    monkeypatch.setattr(routes, "cut", cut_later)
    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(Api(portal, "admin").post, "/api/v1/reindex")]
        assert begun.wait(60)
        calls.append(pool.submit(Api(portal, "admin").post, "/api/v1/reindex"))
        assert wait_until(waiting, 60)
        may_end.set()
        assert [call.result().status_code for call in calls] == [200, 200]


def test_an_empty_store_answers_too(api: Api) -> None:
    name = new_name()
    assert api.get(f"/api/v1/search?q={name}-nothing").get_json()["results"] == []
