"""Bodies that are not what a route can read: always a 4xx in the service's own words."""

import io
import json
from typing import Any

import pytest
from workspace_client import NEW_ITEM, Api
from workspace_replies import assert_refused, codes_of, refusal

ONE_MEGABYTE = 1_048_576
JSON = "application/json"


def nested(depth: int) -> str:
    """An object with `depth` levels."""
    return '{"a":' * (depth - 1) + "{}" + "}" * (depth - 1)


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "nope",
        "{'title': 'x'}",
        '{"title": "x",}',
        '{"title": NaN}',
        '{"title": Infinity}',
        '{"title": -Infinity}',
        '{"title": "a", "title": "b"}',
        '{"metadata": {"a": 1, "a": 1}}',
        '{"title": "a\nb"}',
        '{"a": 1}{"b": 2}',
        "\ufeff{}",
        nested(65),
        nested(100_000),
        "[" * 100_000,
        '{"a": ' + "9" * 5_000 + "}",
    ],
)
@pytest.mark.parametrize("path", ["/api/items", "/api/items/bulk", "/api/categories"])
def test_malformed_json_is_told(api: Api, path: str, body: str) -> None:
    reply = api.post(path, data=body.encode(), content_type=JSON)

    assert codes_of(assert_refused(reply, 400, "Malformed JSON")) == ["invalid_json"]


def test_bytes_that_are_not_utf8_are_malformed(api: Api) -> None:
    for body in (b'{"title": "\xff"}', '{"title": "ç"}'.encode("latin-1"), '{"title": "x"}'.encode("utf-16")):
        assert_refused(api.post("/api/items", data=body, content_type=JSON), 400, "Malformed JSON")


@pytest.mark.parametrize("body", ["", "   ", "[]", "[{}]", "null", "1", '"text"', "true"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/items"), ("PUT", "/api/items/{id}"), ("POST", "/api/categories/validate")],
)
def test_anything_but_an_object_is_refused(api: Api, method: str, path: str, body: str) -> None:
    path = path.format(id=api.create()["id"])
    reply = api.request(method, path, data=body.encode(), content_type=JSON)

    assert codes_of(assert_refused(reply, 400, "Request body must be a JSON object")) == ["invalid_body"]


def test_no_body_at_all_is_no_object(api: Api) -> None:
    assert_refused(api.request("POST", "/api/items"), 400, "Request body must be a JSON object")


def test_64_levels_are_read(api: Api) -> None:
    reply = api.post("/api/items", data=nested(64).encode(), content_type=JSON)

    assert reply.get_json()["message"] == "Validation failed"


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"],
)
def test_a_body_must_be_declared_as_json(api: Api, content_type: str | None) -> None:
    reply = api.post("/api/items", data=json.dumps(NEW_ITEM).encode(), content_type=content_type)

    assert_refused(reply, 415, "Content-Type must be application/json")
    assert api.get("/api/items").get_json()["count"] == 0


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'])
def test_a_charset_may_be_named(api: Api, content_type: str) -> None:
    reply = api.post("/api/items", data=json.dumps(NEW_ITEM).encode(), content_type=content_type)

    assert reply.status_code == 201


def sized(total: int) -> bytes:
    """A create request of exactly `total` bytes."""
    body = json.dumps(NEW_ITEM).encode()
    return body + b" " * (total - len(body))


def test_one_megabyte_is_the_most(api: Api) -> None:
    assert api.post("/api/items", data=sized(ONE_MEGABYTE), content_type=JSON).status_code == 201
    for path in (
        "/api/items",
        "/api/items/bulk",
        f"/api/items/{api.create()['id']}/restore",
        "/api/categories",
    ):
        reply = api.post(path, data=sized(ONE_MEGABYTE + 1), content_type=JSON)
        assert_refused(reply, 413, "Request body too large")


@pytest.mark.parametrize(("size", "status"), [(ONE_MEGABYTE, 201), (ONE_MEGABYTE + 1, 413), (5 * ONE_MEGABYTE, 413)])
def test_a_body_without_a_length_is_counted_while_it_is_read(api: Api, size: int, status: int) -> None:
    body = io.BytesIO(sized(size))
    reply = api.request(
        "POST",
        "/api/items",
        input_stream=body,
        content_type=JSON,
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )

    assert reply.status_code == status
    assert body.read() == b""


@pytest.mark.parametrize("text", ["a\x00b", "\x00", "\ud800", "a\udfff", "\ude00\ud83d"])
@pytest.mark.parametrize(
    "place",
    [
        lambda text: {**NEW_ITEM, "title": text},
        lambda text: {**NEW_ITEM, "tags": ["ok", text]},
        lambda text: {**NEW_ITEM, "metadata": {"a": [{"b": text}]}},
        lambda text: {**NEW_ITEM, "metadata": {text: 1}},
        lambda text: {**NEW_ITEM, text: 1},
    ],
)
def test_characters_no_text_can_hold_are_refused_anywhere(api: Api, place: Any, text: str) -> None:
    for method, path in (
        ("POST", "/api/items"),
        ("PUT", f"/api/items/{api.create()['id']}"),
        ("POST", "/api/categories"),
    ):
        reply = api.request(method, path, data=json.dumps(place(text)).encode(), content_type=JSON)
        assert codes_of(refusal(reply, 400)) == ["invalid_characters"]


def test_a_pair_of_surrogates_is_one_character(api: Api) -> None:
    body = json.dumps({**NEW_ITEM, "title": "🐝"})
    assert "\\ud83d\\udc1d" in body

    reply = api.post("/api/items", data=body.encode(), content_type=JSON)
    assert reply.get_json()["data"]["title"] == "🐝"


def test_the_six_characters_of_an_escape_are_text_like_any_other(api: Api) -> None:
    title = "what \\u0000 and \\ud800 mean"
    item = api.create(title=title, metadata={"a": title})

    reply = api.patch(f"/api/items/{item['id']}", {"status": "review"})
    assert (reply.status_code, reply.get_json()["data"]["title"]) == (200, title)
    assert api.get("/api/items").get_json()["data"][0]["metadata"] == {"a": title}
