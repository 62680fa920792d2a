"""GET /api/items/changes/stream."""

from collections.abc import Iterator

import pytest
from workspace_client import Api

from suite.errors import Unavailable
from workspace_api.app import create_app
from workspace_api.changes import stream
from workspace_api.settings import Settings

PATH = "/api/items/changes/stream"
RETRY, HEARTBEAT = b"retry: 3000\n\n", b": keep-alive\n\n"


def told(number: int) -> bytes:
    return f"id: {number}\nevent: change\ndata: {number}\n\n".encode()


@pytest.fixture
def ending(settings: Settings) -> Iterator[Api]:
    """A client of a service of its own, which may be shut down."""
    application = create_app(settings)
    yield Api(application, "stream")
    application.database.close()


def test_a_stream_tells_the_last_number_at_once_and_then_each_change(api: Api, other: Api) -> None:
    item = api.create()
    reply = api.get(PATH)
    chunks = iter(reply.response)
    assert reply.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert [next(chunks), next(chunks)] == [RETRY, told(1)]
    other.create()
    api.patch(f"/api/items/{item['id']}", {"status": "review"})
    assert next(chunks) == told(2)
    api.delete(f"/api/items/{item['id']}")
    assert next(chunks) == told(3)
    reply.close()


def test_who_has_no_changes_hears_of_none(api: Api) -> None:
    reply = api.get(PATH)
    chunks = iter(reply.response)
    assert [next(chunks), next(chunks)] == [RETRY, told(0)]
    reply.close()


def test_a_silent_stream_beats_and_ends_at_shutdown(ending: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.0)
    monkeypatch.setattr(stream, "LOOK_SECONDS", 0.01)
    reply = ending.get(PATH)
    chunks = iter(reply.response)
    assert [next(chunks), next(chunks), next(chunks)] == [RETRY, told(0), HEARTBEAT]
    ending._client.application.shutting_down.set()  # type: ignore[union-attr]
    assert set(chunks) <= {HEARTBEAT}
    reply.close()


def test_open_streams_are_bounded_and_counted_until_they_end(api: Api, other: Api) -> None:
    opened = [api.get(PATH) for _ in range(10)]
    refused = api.get(PATH)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert refused.get_json()["message"] == "Too many open event streams"
    elsewhere = other.get(PATH)
    assert elsewhere.status_code == 200
    for reply in (*opened, elsewhere):
        reply.close()
    again = api.get(PATH)
    assert again.status_code == 200
    again.close()
    assert api.request("HEAD", PATH).status_code == 200


def test_a_stream_ends_when_the_database_is_gone(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = api.get(PATH)
    chunks = iter(reply.response)
    assert [next(chunks), next(chunks)] == [RETRY, told(0)]

    def fail(*_: object) -> int:
        raise Unavailable("Database unavailable")

    monkeypatch.setattr(stream, "select_last_number", fail)
    assert list(chunks) == []
    reply.close()
