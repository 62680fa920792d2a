"""Editors change journeys; no write may break one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from movies_databases import DUMP, command, import_files, needs_data
from movies_editor import Editor

from movies_api.app import create_app
from movies_api.cli import main
from movies_api.settings import Settings
from suite.http import Service
from suite.settings import Secret
from suite_testing.databases import TestDatabase
from suite_testing.processes import at_once


@pytest.fixture
def newsroom(own_database: TestDatabase, settings: Settings) -> Iterator[Service]:
    """A service on a database of its own, with the seeds."""
    assert command(main, own_database, "seed").status == 0
    service = create_app(replace(settings, database_url=Secret(own_database.dsn("app_movies"))))
    yield service
    service.database.close()


@pytest.fixture
def editor(newsroom: Service) -> Editor:
    return Editor(newsroom, "editora")


def problems(editor: Editor) -> list[str]:
    """Kinds of broken rules of all journeys."""
    return [problem["kind"] for problem in editor.get("/journeys/problems").get_json()]


def second_step(editor: Editor, name: str = "2A") -> dict[str, object]:
    """A step of the flow of sentiment 13 that nobody leads to yet."""
    return editor.create("/journey-steps", journeyFlowId=2, stepId=name, order=2, question="E então?")


def test_a_journey_grows_by_a_second_step(editor: Editor, newsroom: Service) -> None:
    step = second_step(editor)
    _, tag = editor.read("/journey-options/27")
    assert editor.change("/journey-options/27", tag, isEndState=False, nextStepId="2A").status_code == 200
    editor.create("/journey-options", journeyStepFlowId=step["id"], optionId="2A1", text="Fim", isEndState=True)

    assert problems(editor) == []
    steps = newsroom.test_client().get("/api/personalized-journey/13/1").get_json()["steps"]
    assert [(one["id"], one["priority"]) for one in steps] == [(2, 1), (step["id"], 999)]


def test_an_option_leads_to_a_step_that_exists(editor: Editor) -> None:
    _, tag = editor.read("/journey-options/27")
    reply = editor.change("/journey-options/27", tag, isEndState=False, nextStepId="9Z")

    assert (reply.status_code, reply.get_json()["code"]) == (422, "JOURNEY_BROKEN")
    assert [problem["kind"] for problem in reply.get_json()["problems"]] == ["dangling_next_step"]
    assert editor.read("/journey-options/27")[0]["isEndState"] is True


def test_an_option_ends_or_leads_on(editor: Editor) -> None:
    _, tag = editor.read("/journey-options/27")
    assert editor.change("/journey-options/27", tag, isEndState=False).status_code == 422
    assert editor.change("/journey-options/27", tag, nextStepId="2").status_code == 422


def test_no_circle_can_be_closed(editor: Editor) -> None:
    step = second_step(editor)
    _, tag = editor.read("/journey-options/27")
    editor.change("/journey-options/27", tag, isEndState=False, nextStepId="2A")
    reply = editor.request(
        "POST",
        "/journey-options",
        json={
            "journeyStepFlowId": step["id"],
            "optionId": "2A1",
            "text": "De novo",
            "isEndState": False,
            "nextStepId": "2",
        },
    )

    assert reply.status_code == 422
    assert {problem["kind"] for problem in reply.get_json()["problems"]} == {"cycle"}


def test_an_end_nobody_reaches_is_refused(editor: Editor) -> None:
    step = second_step(editor)
    reply = editor.request(
        "POST",
        "/journey-options",
        json={"journeyStepFlowId": step["id"], "optionId": "2A1", "text": "Fim", "isEndState": True},
    )

    assert [problem["kind"] for problem in reply.get_json()["problems"]] == ["unreachable_end"]


def test_a_step_that_is_led_to_stays(editor: Editor) -> None:
    step = second_step(editor)
    _, tag = editor.read("/journey-options/27")
    editor.change("/journey-options/27", tag, isEndState=False, nextStepId="2A")

    path = f"/journey-steps/{step['id']}"
    assert editor.delete(path, '"1"').status_code == 422
    assert editor.change(path, '"1"', stepId="2B").status_code == 422
    assert editor.read(path)[0]["stepId"] == "2A"


def test_unlinking_a_step_would_lose_its_ends(editor: Editor) -> None:
    step, tag = editor.read("/journey-steps/9")
    assert step["intentionIds"] == [7]
    reply = editor.change("/journey-steps/9", tag, intentionIds=[])

    assert reply.status_code == 422
    assert len(reply.get_json()["problems"]) == 4


def test_an_intention_with_ends_of_its_own_stays(editor: Editor) -> None:
    _, tag = editor.read("/intentions/7")
    assert editor.delete("/intentions/7", tag).status_code == 422


def test_two_changes_that_are_sound_alone_cannot_break_a_journey_together(editor: Editor, newsroom: Service) -> None:
    step = second_step(editor)
    colleague = Editor(newsroom, "colega")
    _, option_tag = editor.read("/journey-options/27")
    replies = at_once(
        [
            lambda: editor.change("/journey-options/27", option_tag, isEndState=False, nextStepId="2A"),
            lambda: colleague.delete(f"/journey-steps/{step['id']}", '"1"'),
        ]
    )

    assert sorted(reply.status_code for reply in replies) in ([200, 422], [204, 422])
    assert "dangling_next_step" not in problems(editor)


def test_a_new_sentiment_gets_a_journey_and_goes_with_it_while_empty(editor: Editor, newsroom: Service) -> None:
    sentiment = editor.create("/sentiments", name="Curioso(a)", isActive=True)
    assert sentiment["journeyFlowId"]
    intention = editor.create(
        "/intentions", sentimentId=sentiment["id"], type="EXPLORE", description="Quero saber", emotionalTone="similar"
    )
    step = editor.create(
        "/journey-steps",
        journeyFlowId=sentiment["journeyFlowId"],
        stepId="1",
        order=1,
        question="O quê?",
        intentionIds=[intention["id"]],
    )
    option = editor.create(
        "/journey-options",
        journeyStepFlowId=step["id"],
        optionId="1A",
        text="Tudo",
        isEndState=True,
        expectedSubSentimentIds=[37],
    )
    assert option["expectedSubSentimentIds"] == [37]
    path = f"/api/personalized-journey/{sentiment['id']}/{intention['id']}"
    assert newsroom.test_client().get(path).get_json()["steps"][0]["options"][0]["id"] == option["id"]

    for row in (f"/journey-options/{option['id']}", f"/journey-steps/{step['id']}", f"/intentions/{intention['id']}"):
        assert editor.delete(row, '"1"').status_code == 204
    assert editor.delete(f"/sentiments/{sentiment['id']}", '"1"').status_code == 204


@needs_data
def test_journeys_that_were_broken_before_can_be_mended(editor: Editor, own_database: TestDatabase) -> None:
    import_files(own_database, "--dump", DUMP, "--legacy-journeys")
    assert problems(editor).count("leads_nowhere") == 3

    for option in (162, 163, 164):
        _, tag = editor.read(f"/journey-options/{option}")
        assert editor.change(f"/journey-options/{option}", tag, isEndState=True).status_code == 200
    assert problems(editor) == ["empty_step"]
