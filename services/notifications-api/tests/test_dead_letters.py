"""Dead letters by the API of administrators and by the command line."""

import json
from typing import Any
from uuid import uuid4

import pytest
from mail_office import Office, ScriptedSender, failing
from notifications_client import Api

from notifications_api.bus.cli import age, moment
from notifications_api.cli import main
from suite.mail import TransientFailure
from suite_testing.databases import TestDatabase

PATH = "/notifications/dead-letters"


@pytest.fixture
def failed(make_office: Any) -> Office:
    """Two mails that were given up, by a provider that has recovered since."""
    office: Office = make_office(ScriptedSender(failing(TransientFailure, 30)))
    for number in range(2):
        office.mail(message=f"m{number}")
    for _ in range(5):
        office.let_pass(200)
    assert len(office.dead()) == 2
    office.api.service.bus = office.bus
    return office


@pytest.fixture
def admin_of(failed: Office) -> Any:
    yield Api(failed.api.service, None)
    failed.api.service.bus = None


def test_an_administrator_lists_shows_replays_and_drops(failed: Office, admin_of: Api) -> None:
    listed = admin_of.get(f"{PATH}?limit=1").get_json()
    assert (listed["total"], listed["pagination"]["hasMore"]) == (2, True)
    (first,) = listed["data"]
    assert (first["topic"], first["attempts"]) == ("notification-created", 5)
    assert admin_of.get(f"{PATH}/{first['id']}").get_json() == first
    assert admin_of.get(f"{PATH}?topic=sync-failed").get_json()["total"] == 0

    assert admin_of.post(f"{PATH}/{first['id']}/replay").get_json() == {"replayed": 1}
    failed.settle()
    assert len(failed.sender.sent) == 1
    (second,) = admin_of.get(PATH).get_json()["data"]
    assert admin_of.delete(f"{PATH}/{second['id']}").status_code == 204
    assert admin_of.get(PATH).get_json()["total"] == 0
    assert admin_of.delete(f"{PATH}/{second['id']}").status_code == 404


def test_a_replay_of_a_topic_can_be_tried_without_effect(failed: Office, admin_of: Api) -> None:
    body = {"topic": "notification-created", "since": "2020-01-01T00:00:00Z", "dryRun": True}
    dry = admin_of.post(f"{PATH}/replay", body).get_json()
    assert (dry["replayed"], dry["dryRun"], len(dry["ids"])) == (0, True, 2)
    assert admin_of.post(f"{PATH}/replay", {"since": "2999-01-01T00:00:00Z"}).get_json()["ids"] == []

    assert admin_of.post(f"{PATH}/replay", {}).get_json()["replayed"] == 2
    failed.settle()
    assert len(failed.sender.sent) == 2


@pytest.mark.parametrize("body", [{"since": "yesterday"}, {"dryRun": "no"}, {"topic": ""}, {"other": 1}])
def test_a_bad_replay_is_refused(failed: Office, admin_of: Api, body: dict[str, Any]) -> None:
    assert admin_of.post(f"{PATH}/replay", body).status_code == 422


def test_nobody_else_sees_them(api: Api) -> None:
    for method, path in (("GET", PATH), ("GET", f"{PATH}/x"), ("POST", f"{PATH}/x/replay"), ("DELETE", f"{PATH}/x")):
        assert api.request(method, path).status_code == 403
    assert api.post(f"{PATH}/replay", {}).status_code == 403


def test_what_does_not_exist_is_404(failed: Office, admin_of: Api) -> None:
    for name in (str(uuid4()), "x"):
        assert admin_of.get(f"{PATH}/{name}").status_code == 404
        assert admin_of.post(f"{PATH}/{name}/replay").status_code == 404


def test_without_a_bus_it_says_so(admin_api: Api) -> None:
    assert admin_api.get(PATH).status_code == 503


@pytest.fixture
def command_line(database: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command line over the database of the tests."""
    variables = {
        "APP_ENV": "test",
        "AUTH_MODE": "off",
        "NOTIFICATIONS_DATABASE_URL": database.dsn("app_notifications"),
        "APP_BUS_DB_PASSWORD": database.owner.passwords["app_bus"],
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return main


def test_the_command_line_lists_shows_replays_drops_and_purges(
    failed: Office, command_line: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line(["dead-letters", "list"]) == 0
    first, second = (line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert (first[2], first[3], first[4]) == ("notification-created", "notification-created-sub", "5")
    assert command_line(["bus", "show", first[0]]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == first[0]
    assert command_line(["bus", "replay", "--topic", "notification-created", "--dry-run"]) == 0
    assert len(failed.dead()) == 2
    assert command_line(["dead-letters", "replay", "--id", first[0]]) == 0
    failed.settle()
    assert len(failed.sender.sent) == 1
    assert command_line(["dead-letters", "drop", second[0]]) == 0
    assert failed.dead() == []
    assert command_line(["dead-letters", "drop", second[0]]) == 1
    assert command_line(["bus", "show", second[0]]) == 1
    assert command_line(["bus", "replay", "--id", str(uuid4())]) == 1
    assert command_line(["bus", "purge", "--older-than", "30d"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0"


def test_without_a_bus_the_command_line_says_so(
    command_line: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("APP_BUS_DB_PASSWORD", "")

    assert command_line(["bus", "list"]) == 1
    assert "APP_BUS_DB_PASSWORD" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["bus", "purge", "--older-than", "long"], ["bus", "show", "x"], ["bus"]])
def test_bad_arguments_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2


def test_ages_and_moments_are_read() -> None:
    assert (age("30d").days, age("90m").seconds) == (30, 5_400)
    assert moment("2026-01-15T10:30").isoformat() == "2026-01-15T10:30:00+00:00"
