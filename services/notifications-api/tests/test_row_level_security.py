"""Another user's rows do not exist, also with every condition on the user taken out of the SQL."""

import re
from typing import Any

import pytest
from notifications_client import Api

from suite_testing.bare_statements import bare_statements
from suite_testing.databases import TestDatabase

OF_USER = re.compile(r"(?:\w+\.)?user_id = %\((?:owner|id|user_id)\)s(?:::uuid)?")
ROUTES = [("GET", "/notifications/{}"), ("PATCH", "/notifications/{}/read"), ("DELETE", "/notifications/{}")]
TABLES = ("notifications", "contacts", "preferences")


def test_without_any_condition_on_the_user_notifications_stay_apart(start: Any, other: Api) -> None:
    mine = start()
    theirs = Api(mine.service, other.user)
    made = mine.notify()
    with bare_statements(OF_USER) as stripped:
        for method, path in ROUTES:
            assert theirs.request(method, path.format(made["id"])).status_code == 404, method
        assert theirs.get("/notifications").get_json()["total"] == 0
        assert theirs.get("/notifications/unread-count").get_json() == {"count": 0}
        assert theirs.patch("/notifications/read-all").get_json() == {"updated": 0}
        assert mine.get("/notifications").get_json()["total"] == 1
    assert mine.get(f"/notifications/{made['id']}").get_json() == made
    assert len(set(stripped)) >= 5


def test_without_any_condition_on_the_user_wishes_stay_apart(start: Any, other: Api) -> None:
    mine = start()
    theirs = Api(mine.service, other.user)
    wishes = {"preferences": [{"kind": "item-status-changed", "inApp": False, "email": False}]}
    before = theirs.get("/notifications/preferences").get_json()
    with bare_statements(OF_USER) as stripped:
        assert mine.put("/notifications/preferences", wishes).status_code == 200
        assert theirs.get("/notifications/preferences").get_json() == before
    assert stripped


@pytest.mark.parametrize("table", TABLES)
def test_a_session_of_nobody_sees_no_row(table: str, api: Api, database: TestDatabase) -> None:
    api.notify()
    with database.connect("app_notifications", schema="notifications") as role, role.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)
