"""The error body, its codes and its languages."""

from typing import Any

import pytest
from notifications_client import Api

from notifications_api.notifications.routes import RESERVED
from notifications_api.wording import CATALOGUE, PORTUGUESE, SPANISH
from suite.http import Service

UNKNOWN = "/notifications/00000000-0000-7000-8000-000000000000"


def test_the_body_has_code_message_and_request_id(api: Api) -> None:
    reply = api.get(UNKNOWN, headers={"X-Request-ID": "abc"})

    assert reply.get_json() == {
        "error": {"code": "NOT_FOUND", "message": "Notification not found"},
        "request_id": "abc",
    }


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("pt-BR", "Notificação não encontrada"),
        ("pt", "Notificação não encontrada"),
        ("es-MX,en;q=0.5", "Notificación no encontrada"),
        ("en;q=0.1,es;q=0.9", "Notificación no encontrada"),
        ("fr,pt-BR;q=0.4", "Notificação não encontrada"),
        ("fr", "Notification not found"),
        ("*", "Notification not found"),
        (";;q=x,,", "Notification not found"),
        ("pt-BR;q=0,en", "Notification not found"),
        ("x" * 5_000, "Notification not found"),
    ],
)
def test_the_message_follows_accept_language(api: Api, header: str, message: str) -> None:
    assert api.get(UNKNOWN, headers={"Accept-Language": header}).get_json()["error"]["message"] == message


def test_every_code_has_a_text_in_every_language() -> None:
    assert PORTUGUESE.keys() == SPANISH.keys()
    assert all(text and text != SPANISH[code] for code, text in PORTUGUESE.items())
    contract = {"VALIDATION", "UNAUTHORIZED", "FORBIDDEN", "BAD_REQUEST", "NOT_FOUND", "CONFLICT"}
    assert set(PORTUGUESE) >= contract | {"RATE_LIMITED", "INTERNAL", "UNAVAILABLE"}


def test_a_long_header_is_read_in_part() -> None:
    assert CATALOGUE.best_locale("pt-BR," + "x," * 10_000) == "pt-BR"


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("GET", "/nowhere", "NOT_FOUND"), ("PUT", "/notifications", "METHOD_NOT_ALLOWED")],
)
def test_the_platforms_own_errors_have_the_same_body(api: Api, method: str, path: str, code: str) -> None:
    reply = api.request(method, path, headers={"Accept-Language": "pt-BR"})

    assert reply.get_json()["error"] == {"code": code, "message": PORTUGUESE[code]}


def test_a_wrong_media_type_is_415(api: Api) -> None:
    reply = api.request("POST", "/notifications", data="x", content_type="text/plain")

    assert (reply.status_code, reply.get_json()["error"]["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_too_many_requests_say_so(start: Any) -> None:
    api = start(rate_limit_enabled=True, rate_limit_max=1, worker_processes=1)
    api.get("/notifications")

    reply = api.get("/notifications", headers={"Accept-Language": "es"})

    assert reply.status_code == 429
    assert reply.get_json()["error"]["code"] == "TOO_MANY_REQUESTS"
    assert reply.get_json()["error"]["message"] == SPANISH["RATE_LIMITED"]


def test_a_database_that_is_gone_is_503_and_loses_nothing(start: Any) -> None:
    api = start(database_url=None, database_port=1)

    reply = api.get("/notifications")

    assert (reply.status_code, reply.get_json()["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")


def test_the_root_says_that_the_service_answers(service: Service, api: Api) -> None:
    assert api.get("/").get_json() == {"status": "ok"}


@pytest.mark.parametrize("name", RESERVED)
def test_a_name_of_another_route_is_no_id_whatever_the_method(api: Api, name: str) -> None:
    if name in ("contacts", "unsubscribe"):
        assert api.delete(f"/notifications/{name}").status_code == 404
    else:
        assert api.delete(f"/notifications/{name}").status_code == 405
