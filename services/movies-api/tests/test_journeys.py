"""The personalised journey: order, scores, what is left out and what is filled in."""

import logging
from typing import Any

import pytest
from movies_catalogue import DANCE, OBRIEN, OTHELLO, SOLARIS
from werkzeug.test import Client

JOURNEY = "/api/personalized-journey/14/7"
FILM = {
    "id", "title", "year", "description", "director", "runtime", "certification", "imdbRating", "vote_average",
    "rottenTomatoesRating", "metacriticRating", "thumbnail", "genres", "emotionalEntryType", "platforms",
    "movieSentiments",
}  # fmt: skip


def options_of(journey: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {option["id"]: option for step in journey["steps"] for option in step["options"]}


def test_a_journey_has_every_field_the_frontend_reads(client: Client) -> None:
    journey = client.get(JOURNEY).get_json()
    step = journey["steps"][0]
    suggestion = step["options"][0]["movieSuggestions"][0]

    assert {key: value for key, value in journey.items() if key != "steps"} == {
        "id": "14-7",
        "mainSentimentId": 14,
        "emotionalIntentionId": 7,
    }
    assert set(step) == {
        "id", "stepId", "order", "question", "mobileQuestion", "priority", "contextualHint", "isRequired", "options",
    }  # fmt: skip
    assert set(step["options"][0]) == {"id", "text", "mobileText", "nextStepId", "isEndState", "movieSuggestions"}
    assert set(suggestion) == {"id", "reason", "relevance", "originalRelevanceScore", "relevanceScore", "movie"}
    assert set(suggestion["movie"]) == FILM
    assert suggestion["movie"]["imdbRating"] == "7.4"
    assert suggestion["movie"]["movieSentiments"] == [
        {"relevance": "0.95", "subSentiment": {"name": "Emotivo(a) (Triste)"}},
        {"relevance": "0.5", "subSentiment": {"name": "Reflexão Filosófica"}},
    ]
    assert [one["streamingPlatform"]["name"] for one in suggestion["movie"]["platforms"]] == [
        "Água TV", "Água TV", "Netflix", "Pluto TV",
    ]  # fmt: skip


def test_suggestions_are_ordered_by_the_adjusted_score(client: Client) -> None:
    suggestions = options_of(client.get(JOURNEY).get_json())[32]["movieSuggestions"]

    assert [(one["movie"]["id"], one["originalRelevanceScore"], one["relevanceScore"]) for one in suggestions] == [
        (OTHELLO, 8.5, 8.7),
        (SOLARIS, 8.6, 8.6),
        (OBRIEN, None, 0),
    ]


def test_steps_behind_the_linked_ones_follow_once(client: Client) -> None:
    journey = client.get("/api/personalized-journey/14/6").get_json()
    steps = journey["steps"]

    assert [(step["id"], step["priority"], step["isRequired"]) for step in steps] == [(10, 1, True), (8, 999, False)]
    assert steps[0]["question"] == "E se mudarmos?"
    assert steps[1]["contextualHint"] is None
    assert steps[1]["question"] == "Quão longe?"


def test_an_option_nobody_can_follow_is_left_out_and_reported(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="movies_api"):
        options = options_of(client.get("/api/personalized-journey/14/6").get_json())

    assert 159 not in options
    assert [record.option_ids for record in caplog.records if hasattr(record, "option_ids")] == [[159]]


def test_only_end_options_have_suggestions(client: Client) -> None:
    options = options_of(client.get("/api/personalized-journey/14/6").get_json())

    assert "movieSuggestions" not in options[158]
    assert options[160]["movieSuggestions"][0]["movie"]["id"] == DANCE


def test_an_end_option_without_films_is_filled_by_rule(client: Client) -> None:
    options = options_of(client.get(JOURNEY).get_json())

    for option_id in (33, 52):
        suggestions = options[option_id]["movieSuggestions"]
        scores = [one["relevanceScore"] for one in suggestions]
        assert [one["id"] for one in suggestions] == [-(option_id * 1000 + rank) for rank in range(1, 6)]
        assert [one["relevance"] for one in suggestions] == [1, 2, 3, 4, 5]
        assert scores == sorted(scores, reverse=True)
        assert all(one["generated"] is True and one["originalRelevanceScore"] is None for one in suggestions)
        assert all(one["reason"] for one in suggestions)
        assert set(suggestions[0]["movie"]) == FILM
    assert options[33]["movieSuggestions"][0]["movie"]["id"] == SOLARIS
    assert options[52]["movieSuggestions"][0]["movie"]["id"] == OTHELLO
    assert "generated" not in options[32]["movieSuggestions"][0]


def test_filling_can_be_turned_off(start: Any) -> None:
    options = options_of(start(journey_fill=False).test_client().get(JOURNEY).get_json())

    assert options[33]["movieSuggestions"] == []
    assert options[32]["movieSuggestions"]


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("14/99", 404, "Intenção emocional não encontrada"),
        ("13/7", 400, "Intenção emocional não pertence ao sentimento especificado"),
        ("13/3", 404, "Fluxo de jornada não encontrado para este sentimento"),
        ("14/5", 404, "Nenhum passo da jornada encontrado"),
        ("x/7", 400, "ID inválido"),
    ],
)
def test_why_there_is_no_journey(client: Client, path: str, status: int, error: str) -> None:
    for prefix in ("/api/personalized-journey", "/personalized-journey"):
        reply = client.get(f"{prefix}/{path}")
        assert (reply.status_code, reply.get_json()["error"]) == (status, error)


def test_a_journey_is_the_same_by_every_address(client: Client) -> None:
    body = client.get(JOURNEY).get_data()

    for path in (
        "/personalized-journey/14/7",
        "/personalized-journey?sentimentId=14&intentionId=7",
        "/personalized-journey?sentimentId=14&intentionType=MAINTAIN",
    ):
        assert client.get(path).get_data() == body


@pytest.mark.parametrize("query", ["", "sentimentId=14", "intentionId=7", "sentimentId=&intentionId=7"])
def test_both_parameters_are_needed(client: Client, query: str) -> None:
    reply = client.get(f"/personalized-journey?{query}")

    assert reply.status_code == 400
    assert reply.get_json() == {"error": "sentimentId and intentionId are required", "code": "MISSING_PARAMETER"}


def test_an_unknown_intention_type_is_refused(client: Client) -> None:
    assert client.get("/personalized-journey?sentimentId=14&intentionType=SLEEP").status_code == 400
    assert client.get("/personalized-journey?sentimentId=14&intentionType=EXPLORE").status_code == 404
