"""If-Match on writes."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse
from workspace_client import Api
from workspace_replies import codes_of, refusal

Write = Callable[[Api, str, dict[str, str]], TestResponse]
WRITES: dict[str, Write] = {
    "put": lambda api, path, headers: api.put(path, {"title": "y"}, headers=headers),
    "patch": lambda api, path, headers: api.patch(path, {"title": "y"}, headers=headers),
    "delete": lambda api, path, headers: api.delete(path, headers=headers),
    "restore": lambda api, path, headers: api.post(f"{path}/restore", {"version": 1}, headers=headers),
}


@pytest.fixture
def path(api: Api) -> str:
    """An item at version 2."""
    path = f"/api/items/{api.create()['id']}"
    api.put(path, {"title": "x"})
    return path


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("tag", ['"2"', '"1", "2"', "*", '"2-gzip"', 'W/"2", "2"'])
def test_the_current_version_may_be_written(api: Api, path: str, write: str, tag: str) -> None:
    assert WRITES[write](api, path, {"If-Match": tag}).status_code == 200


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("tag", ['"1"', 'W/"2"', 'W/"2-gzip"', '"22", "3"', "2", '""', "x"])
def test_another_version_is_refused_with_the_current_tag(api: Api, path: str, write: str, tag: str) -> None:
    reply = WRITES[write](api, path, {"If-Match": tag})

    body = refusal(reply, 412)
    assert body["message"] == body["error"] == "Item was modified by another request"
    assert codes_of(body) == ["precondition_failed"]
    assert reply.headers["ETag"] == '"2"'
    assert api.get(path).get_json()["data"]["version"] == 2


@pytest.mark.parametrize("write", WRITES)
def test_without_it_the_last_writer_wins(api: Api, path: str, write: str) -> None:
    assert WRITES[write](api, path, {}).status_code == 200


def test_of_two_writers_of_one_version_the_second_is_refused(api: Api, path: str) -> None:
    headers = {"If-Match": '"2"'}

    assert api.put(path, {"title": "first"}, headers=headers).status_code == 200
    assert api.put(path, {"title": "second"}, headers=headers).status_code == 412
    assert api.get(path).get_json()["data"]["title"] == "first"


def test_a_deleted_item_is_restored_only_at_the_version_of_its_deletion(api: Api, path: str) -> None:
    api.delete(path)

    assert refusal(api.post(f"{path}/restore", headers={"If-Match": '"2"'}), 412)
    assert api.post(f"{path}/restore", headers={"If-Match": '"3"'}).status_code == 200
