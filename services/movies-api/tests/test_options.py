"""/journey-option-flows and /emotional-intentions."""

import pytest
from werkzeug.test import Client


def test_options_in_journey_order(client: Client) -> None:
    reply = client.get("/journey-option-flows")
    rows = reply.get_json()

    assert [row["id"] for row in rows] == [32, 33, 52, 158, 159, 160, 161]
    assert reply.headers["X-Total-Count"] == "7"
    assert rows[0] == {
        "id": 32,
        "optionId": "1A",
        "text": "Um drama que abrace",
        "mobileText": None,
        "displayTitle": "Abraço",
        "summary": None,
        "nextStepId": None,
        "isEndState": True,
        "suggestionCount": 3,
        "step": {"id": 9, "stepId": "1", "order": 1, "question": "Como você quer ficar?"},
        "flow": {"id": 3},
        "sentiment": {"id": 14, "name": "Introspectivo(a)"},
        "intentions": [{"id": 7, "type": "MAINTAIN"}],
    }


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("intentionId=6", [158, 159]),
        ("endState=false", [158, 159, 161]),
        ("sentimentId=13", []),
        ("q=SILENCIO", [52]),
        ("q=%25", []),
        ("limit=2&offset=2", [52, 158]),
        ("offset=100", []),
    ],
)
def test_options_are_filtered(client: Client, query: str, ids: list[int]) -> None:
    assert [row["id"] for row in client.get(f"/journey-option-flows?{query}").get_json()] == ids


def test_a_page_leads_to_the_next(client: Client) -> None:
    reply = client.get("/journey-option-flows?limit=5&q=")
    target = reply.headers["Link"].partition(">")[0].removeprefix("<")

    assert [row["id"] for row in client.get(target).get_json()] == [160, 161]
    assert "Link" not in client.get(target).headers


def test_one_option_tells_what_it_expects_and_suggests(client: Client) -> None:
    option = client.get("/journey-option-flows/33").get_json()
    suggested = client.get("/journey-option-flows/32").get_json()["suggestions"]

    assert option["expectedSubSentiments"] == [{"id": 2, "name": "Reflexão Filosófica", "weight": 1}]
    assert option["sentiment"]["description"] == "Dia de pensar."
    assert [one["id"] for one in suggested] == [73, 72, 74]
    assert suggested[0]["relevanceScore"] == 8.6
    assert set(suggested[0]["movie"]) == {
        "id", "title", "description", "year", "director", "genres", "thumbnail", "slug",
    }  # fmt: skip
    reply = client.get("/journey-option-flows/9999")
    assert reply.status_code == 404
    assert reply.get_json() == {"error": "Fluxo de opção não encontrado", "code": "OPTION_NOT_FOUND"}


def test_intentions_in_an_envelope(client: Client) -> None:
    body = client.get("/emotional-intentions?limit=2&offset=1&envelope=true").get_json()

    assert body["pagination"] == {"limit": 2, "offset": 1, "total": 4, "nextCursor": None}
    assert body["data"][1] == {
        "id": 6,
        "sentimentId": 14,
        "sentimentName": "Introspectivo(a)",
        "type": "TRANSFORM",
        "description": "Mudar de ares",
        "preferredGenres": ["Comédia", "Ação"],
        "avoidGenres": ["Drama"],
        "emotionalTone": "contrasting",
        "stepCount": 1,
    }


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("sentimentId=14", [5, 6, 7]),
        ("intentionType=MAINTAIN", [3, 7]),
        ("sentimentId=77", []),
        ("sentimentId=", [3, 5, 6, 7]),
    ],
)
def test_intentions_are_filtered(client: Client, query: str, ids: list[int]) -> None:
    assert [row["id"] for row in client.get(f"/emotional-intentions?{query}").get_json()] == ids


def test_an_unknown_intention_type_is_refused_in_english(client: Client) -> None:
    reply = client.get("/emotional-intentions?intentionType=SLEEP")

    assert reply.status_code == 400
    assert reply.get_json()["error"].startswith("intentionType must be one of")
