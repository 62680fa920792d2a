"""One notification: shown, marked as read, removed; another user's is none."""

from time import time
from typing import Any

import jwt
import psycopg2.extensions
import pytest
from notifications_client import Api

from suite.http import Service
from suite_testing.databases import TestDatabase

SECRET = "a secret of thirty-two characters or more"
ROUTES = [("GET", "/notifications/{}"), ("PATCH", "/notifications/{}/read"), ("DELETE", "/notifications/{}")]
UNKNOWN = "00000000-0000-7000-8000-000000000000"


def test_reading_twice_keeps_the_first_moment(api: Api) -> None:
    made = api.notify()
    first = api.patch(f"/notifications/{made['id']}/read").get_json()
    again = api.patch(f"/notifications/{made['id']}/read")

    assert (first["read"], first["readAt"] is not None) == (True, True)
    assert (again.status_code, again.get_json()) == (200, first)
    assert api.get(f"/notifications/{made['id']}").get_json() == first


def test_all_are_marked_at_once(api: Api, other: Api) -> None:
    for _ in range(3):
        api.notify()
    other.notify()

    assert api.patch("/notifications/read-all").get_json() == {"updated": 3}
    assert api.patch("/notifications/read-all").get_json() == {"updated": 0}
    assert other.get("/notifications/unread-count").get_json() == {"count": 1}


def test_a_removed_one_is_gone(api: Api) -> None:
    made = api.notify()

    reply = api.delete(f"/notifications/{made['id']}")

    assert (reply.status_code, reply.get_data()) == (204, b"")
    assert api.delete(f"/notifications/{made['id']}").status_code == 404
    assert api.get("/notifications").get_json()["total"] == 0


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_another_users_and_an_unknown_one_are_the_same_404(api: Api, other: Api, method: str, path: str) -> None:
    made = api.notify()
    foreign = other.request(method, path.format(made["id"]))
    unknown = other.request(method, path.format(UNKNOWN))

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.get_json()["error"] == unknown.get_json()["error"]
    assert foreign.get_json()["error"]["message"] == "Notification not found"
    assert api.get(f"/notifications/{made['id']}").get_json() == made


def test_every_route_about_one_notification_is_in_the_list_above(service: Service) -> None:
    found = {
        (method, rule.rule.replace("<notification:notification_id>", "{}"))
        for rule in service.url_map.iter_rules()
        if "<notification:notification_id>" in rule.rule
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert found == set(ROUTES)


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("text", ["1", "x", "{" + UNKNOWN + "}", UNKNOWN.replace("-", ""), "%00", "ç"])
def test_what_is_no_id_is_refused_by_name(api: Api, method: str, path: str, text: str) -> None:
    reply = api.request(method, path.format(text))

    assert reply.status_code in (400, 404)
    if text != "%00":
        assert reply.get_json()["error"] == {"code": "BAD_REQUEST", "message": "Invalid notification ID format"}


def test_an_administrator_reaches_everybodys(api: Api, admin_api: Api) -> None:
    made = api.notify()

    assert admin_api.get(f"/notifications/{made['id']}").get_json() == made
    assert admin_api.patch(f"/notifications/{made['id']}/read").status_code == 200
    assert admin_api.delete(f"/notifications/{made['id']}").status_code == 204


def test_in_jwt_mode_the_header_names_nobody(start: Any) -> None:
    api = start(auth_mode="jwt", jwt_secret=SECRET)

    def token(subject: str, role: str) -> dict[str, str]:
        claims = {"sub": subject, "role": role, "exp": int(time()) + 600}
        return {"Authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}

    body = {"userId": "ana", "type": "in-app", "message": "x"}
    assert api.post("/notifications", body).status_code == 401
    assert api.get("/notifications", headers={"X-User-Id": "ana"}).status_code == 401
    assert api.post("/notifications", body, headers=token("eva", "editor")).status_code == 403
    assert api.post("/notifications", body, headers=token("ana", "reader")).status_code == 403
    made = api.post("/notifications", body, headers=token("ana", "editor"))
    assert made.status_code == 201
    path = f"/notifications/{made.get_json()['id']}/read"
    assert api.patch(path, headers={**token("eva", "editor"), "X-User-Id": "ana"}).status_code == 404
    assert api.patch(path, headers=token("ana", "reader")).status_code == 200


def test_row_level_security_holds_without_a_where(
    api: Api, other: Api, database: TestDatabase, admin: psycopg2.extensions.connection
) -> None:
    api.notify()
    api.put(f"/notifications/contacts/{api.user}", {"email": "ana@example.org"})
    api.put("/notifications/preferences", {"preferences": [{"kind": "sync-failed", "inApp": True, "email": True}]})
    with admin.cursor() as cursor:
        cursor.execute("SELECT user_id FROM contacts WHERE user_ref = %s", (api.user,))
        ((owner,),) = cursor.fetchall()

    def visible(setting: str, value: str) -> list[int]:
        with database.connect("app_notifications", schema="notifications") as raw, raw.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", (setting, value))
            counts = []
            for table in ("notifications", "contacts", "preferences"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                counts.append(cursor.fetchall()[0][0])
            return counts

    assert visible("app.user_id", owner) == [1, 1, 1]
    assert visible("app.user_id", UNKNOWN) == [0, 0, 0]
    assert visible("app.user_id", "") == [0, 0, 0]
    assert visible("app.scope", "own") == [0, 0, 0]
    assert min(visible("app.scope", "all")) >= 1
