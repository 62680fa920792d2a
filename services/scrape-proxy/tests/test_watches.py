"""Jobs as watchers of Firecrawl's SDKs follow them: a WebSocket where the status is."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from scrape_site import HTML, Site
from web_socket_client import WebSocketClient, web_socket
from wsproto.connection import Connection, ConnectionType
from wsproto.events import AcceptConnection, CloseConnection, TextMessage

from scrape_proxy.compatible import watches
from scrape_proxy.errors import CrawlNotFound
from suite.auth import Identity
from suite.errors import AppError, Unavailable
from suite.http import Call
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import RunningService, running_service
from suite_testing.samples import samples_by

KEY, OTHER = "fc-0123456789", "fc-9876543210"
USERS = {KEY: "11111111-1111-4111-8111-111111111111", OTHER: "22222222-2222-4222-8222-222222222222"}
PATIENCE_SECONDS = 60.0
BEARER = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def running(database: TestDatabase, tmp_path: Path) -> Iterator[RunningService]:
    """One worker that knows callers by their keys."""
    variables = {
        "SCRAPE_PROXY_DATABASE_URL": database.dsn("app_scrape"),
        "SCRAPE_ENGINE": "embedded",
        "SCRAPE_BROWSER": "never",
        "SCRAPE_ALLOW_HOSTS": "127.0.0.0/8",
        "SCRAPE_CRAWL_DELAY_MS": "0",
        "SCRAPE_CACHE_TTL_S": "0",
        "AUTH_MODE": "jwt",
        "JWT_SECRET": "0123456789abcdef" * 2,
        "SCRAPE_API_KEYS": ",".join(f"{user}:{sha256(key.encode()).hexdigest()}" for key, user in USERS.items()),
        "SCRAPE_PROXY_WORKERS": "1",
    }
    module, settings = "scrape_proxy.wsgi:app", "scrape_proxy.settings"
    with running_service(module, settings, "SCRAPE_PROXY", variables, tmp_path) as service:
        yield service


@pytest.fixture
def gate(site: Site) -> Callable[[], None]:
    """A site whose last page waits until this is called."""
    open_now: list[bool] = []
    site.page("/", links=["/a", "/b", "/last"])
    for path in ("/a", "/b"):
        site.page(path)
    site.answers["/last"] = lambda handler: (
        wait_until(lambda: bool(open_now) or site.stopping.is_set(), PATIENCE_SECONDS),
        (200, b"<h1>Last</h1><p>words of the last page</p>", HTML),
    )[1]
    return lambda: open_now.append(True)


def post(running: RunningService, path: str, body: dict[str, Any]) -> str:
    """The id of a new job."""
    with running.caller() as caller:
        reply = caller.post(path, json=body, headers=BEARER)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["id"])


def watched(
    stack: ExitStack, running: RunningService, path: str, headers: dict[str, str] | None = None, *protocols: str
) -> tuple[WebSocketClient, AcceptConnection | int]:
    client = stack.enter_context(web_socket(running.url))
    given = BEARER if headers is None else headers
    return client, client.ask(f"127.0.0.1:{running.port}", path, given, list(protocols))


def addresses(documents: list[dict[str, Any]], site: Site) -> set[str]:
    return {document["metadata"]["sourceURL"].removeprefix(site.url) for document in documents}


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_watcher_hears_of_each_page_once_and_of_the_end(
    running: RunningService, site: Site, gate: Callable[[], None], version: str
) -> None:
    crawl = post(running, f"/{version}/crawl", {"url": f"{site.url}/"})
    with ExitStack() as stack:
        client, accepted = watched(stack, running, f"/{version}/crawl/{crawl}")
        assert isinstance(accepted, AcceptConnection)
        messages = client.messages()
        first = next(messages)
        assert (first["type"], first["data"]["status"]) == ("catchup", "scraping")
        gate()
        rest = list(messages)
    assert [message["type"] for message in rest] == ["document"] * (len(rest) - 1) + ["done"]
    documents = first["data"]["data"] + [message["data"] for message in rest[:-1]]
    assert addresses(documents, site) == {"/", "/a", "/b", "/last"}
    assert len(documents) == 4
    assert (rest[-1]["data"]["status"], rest[-1]["data"]["completed"]) == ("completed", 4)
    assert client.closed == '{"type":"closed"}'


def test_the_javascript_sdks_have_their_key_where_the_subprotocol_stands(running: RunningService, site: Site) -> None:
    site.page("/a")
    batch = post(running, "/v2/batch/scrape", {"urls": [f"{site.url}/a"]})
    # Version 1 watches batches by the address of crawls.
    for path in (f"/v2/batch/scrape/{batch}", f"/v1/crawl/{batch}"):
        with ExitStack() as stack:
            client, accepted = watched(stack, running, path, {}, KEY)
            assert isinstance(accepted, AcceptConnection)
            assert accepted.subprotocol == KEY
            assert [message["type"] for message in client.messages()][-1] == "done"


def test_who_is_nobody_gets_no_websocket_and_who_is_another_no_page(running: RunningService, site: Site) -> None:
    site.page("/a")
    batch = post(running, "/v2/batch/scrape", {"urls": [f"{site.url}/a"]})
    with ExitStack() as stack:
        assert watched(stack, running, f"/v2/batch/scrape/{batch}", {})[1] == 401
        assert watched(stack, running, f"/v2/batch/scrape/{batch}", {}, "fc-nobody")[1] == 401
        for job in (batch, "0" * 8, "no'body"):
            client, _ = watched(stack, running, f"/v2/batch/scrape/{job}", {}, OTHER)
            [message] = client.messages()
            assert message["type"] == "error"
            assert message["error"]


def test_a_cancelled_job_ends_its_watch(running: RunningService, site: Site, gate: Callable[[], None]) -> None:
    for version, kind in (("v1", "error"), ("v2", "status")):
        crawl = post(running, f"/{version}/crawl", {"url": f"{site.url}/last?{version}"})
        with ExitStack() as stack:
            client, _ = watched(stack, running, f"/{version}/crawl/{crawl}")
            messages = client.messages()
            assert next(messages)["type"] == "catchup"
            with running.caller() as caller:
                assert caller.delete(f"/{version}/crawl/{crawl}", headers=BEARER).status_code == 200
            last = list(messages)[-1]
        assert last["type"] == kind
        assert "cancelled" in (last["error"] if kind == "error" else last["data"]["status"])
    gate()


def test_no_more_than_ten_watches_a_user_and_each_is_given_back(
    running: RunningService, site: Site, gate: Callable[[], None]
) -> None:
    crawl = post(running, "/v2/crawl", {"url": f"{site.url}/"})

    def open_watches() -> float:
        with running.caller() as caller:
            return sum(samples_by(caller.get("/metrics").text, "tradingsystem_scrape_open_watches", "service").values())

    with ExitStack() as stack:
        for _ in range(10):
            assert isinstance(watched(stack, running, f"/v2/crawl/{crawl}")[1], AcceptConnection)
        assert watched(stack, running, f"/v2/crawl/{crawl}")[1] == 503
        assert open_watches() == 10
    assert wait_until(lambda: open_watches() == 0, PATIENCE_SECONDS)
    with ExitStack() as stack:
        client, accepted = watched(stack, running, f"/v2/crawl/{crawl}")
        assert isinstance(accepted, AcceptConnection)
        gate()
        assert [message["type"] for message in client.messages()][-1] == "done"


def test_who_talks_or_speaks_otherwise_is_sent_away_and_who_closes_is_answered(
    running: RunningService, site: Site, gate: Callable[[], None]
) -> None:
    crawl = post(running, "/v2/crawl", {"url": f"{site.url}/"})
    with ExitStack() as stack:
        talker, _ = watched(stack, running, f"/v2/crawl/{crawl}")
        babbler, _ = watched(stack, running, f"/v2/crawl/{crawl}")
        closer, _ = watched(stack, running, f"/v2/crawl/{crawl}")
        talker.send(TextMessage("x" * 100_000))
        babbler.send_bytes(b"GET / HTTP/1.1\r\n\r\n" * 10)
        closer.send(CloseConnection(1000, "enough"))
        # They end, while the crawl goes on.
        for client in (talker, babbler):
            with suppress(ConnectionResetError):
                list(client.messages())
        list(closer.messages())
        assert closer.closed == "enough"
    with running.caller() as caller:
        assert caller.get(f"/v2/crawl/{crawl}", headers=BEARER).status_code == 200
        upgrade = {**BEARER, "Upgrade": "websocket", "Connection": "Upgrade"}
        assert caller.get(f"/v2/crawl/{crawl}", headers=upgrade).status_code == 400
    gate()


def test_a_service_that_stops_tells_its_watchers(running: RunningService, site: Site, gate: Callable[[], None]) -> None:
    crawl = post(running, "/v1/crawl", {"url": f"{site.url}/"})
    with ExitStack() as stack:
        client, _ = watched(stack, running, f"/v1/crawl/{crawl}")
        messages = client.messages()
        assert next(messages)["type"] == "catchup"
        running.master.terminate()
        last = list(messages)[-1]
    assert last["type"] == "error"
    assert "ask for its status" in last["error"]
    gate()


class Looks:
    """Looks of a job that fail, in turn with those that do not."""

    def __init__(self, *outcomes: dict[str, Any] | AppError) -> None:
        self._outcomes = iter(outcomes)
        self.skipped: list[int] = []

    def __call__(self, skip: int) -> dict[str, Any]:
        self.skipped.append(skip)
        outcome = next(self._outcomes)
        if isinstance(outcome, AppError):
            raise outcome
        return outcome


def page(text: str) -> dict[str, Any]:
    return {"markdown": text}


def told(
    start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, looks: Looks, version: str
) -> list[dict[str, Any]]:
    """The messages of a watch that looks so."""
    monkeypatch.setattr(watches, "LOOK_SECONDS", 0.0)
    environ = {"REQUEST_METHOD": "GET", "suite.path": "/", "suite.request_id": "r"}
    call = Call(start().service, environ, Identity("", "editor", "user"))
    client = Connection(ConnectionType.CLIENT)
    for frame in watches.JobWatch(call, version, looks).frames():
        client.receive_data(frame)
    return [json.loads(event.data) for event in client.events() if isinstance(event, TextMessage)]


def test_pages_beyond_the_first_message_and_the_first_look_come_one_by_one(
    start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    large = page("x" * 200_000)
    looks = Looks(
        {"status": "completed", "data": [large, large], "next": "/more"},
        {"status": "completed", "data": [large], "next": "/more"},
        {"status": "completed", "completed": 4, "data": [page("last")]},
    )
    messages = told(start, monkeypatch, looks, "v2")
    assert [message["type"] for message in messages] == ["catchup", "document", "document", "document", "done"]
    assert (messages[0]["data"]["status"], len(messages[0]["data"]["data"])) == ("scraping", 1)
    assert "next" not in messages[0]["data"]
    assert looks.skipped == [0, 2, 3]


def test_what_passes_is_borne_and_what_does_not_is_told_in_words(
    start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = {"status": "scraping", "data": []}
    done = {"status": "completed", "data": [page("a")]}
    passing = Looks(running, Unavailable(), Unavailable(), done)
    assert [message["type"] for message in told(start, monkeypatch, passing, "v1")] == ["catchup", "document", "done"]
    lasting = Looks(running, *[Unavailable("Firecrawl is away")] * 9)
    assert told(start, monkeypatch, lasting, "v1")[-1] == {"type": "error", "error": "Firecrawl is away"}
    gone = Looks(running, CrawlNotFound())
    assert [message["type"] for message in told(start, monkeypatch, gone, "v2")] == ["catchup", "error"]
    failed = Looks({"status": "failed", "error": "watchdog: time limit", "data": []})
    assert told(start, monkeypatch, failed, "v2")[-1] == {"type": "error", "error": "watchdog: time limit"}
