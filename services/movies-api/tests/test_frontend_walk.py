"""The way of a visitor, from the first call to the page of a film, on the seeds and on the imported old catalogue."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from movies_databases import DUMP, command, import_files, needs_data
from werkzeug.test import Client

from movies_api.app import create_app
from movies_api.cli import main
from movies_api.settings import Settings
from suite.settings import Secret
from suite_testing.databases import TestCluster


@pytest.fixture(scope="module", params=["seeds", pytest.param("dump", marks=needs_data)])
def visitor(request: pytest.FixtureRequest, test_cluster: TestCluster, settings: Settings) -> Iterator[Client]:
    database = test_cluster.clone("movies-api", "movies")
    filled = command(main, database, "seed") if request.param == "seeds" else import_files(database, "--dump", DUMP)
    assert filled.status == 0
    service = create_app(replace(settings, database_url=Secret(database.dsn("app_movies"))))
    yield service.test_client()
    service.database.close()
    test_cluster.drop(database.name)


def get(visitor: Client, path: str) -> Any:
    reply = visitor.get(path)
    assert reply.status_code == 200, f"{path}: {reply.get_data(as_text=True)}"
    return reply.get_json()


def suggestions_of(journey: dict[str, Any]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    for step in journey["steps"]:
        for option in step["options"]:
            if option["isEndState"]:
                yield option["id"], option["movieSuggestions"]


def test_feeling_intention_option_platform_and_film_follow_each_other(visitor: Client) -> None:
    sentiments = get(visitor, "/main-sentiments")
    assert [sentiment["id"] for sentiment in sentiments] == [13, 14, 15, 16, 17, 18]
    assert isinstance(get(visitor, "/api/streaming-platforms"), list)
    for sentiment in sentiments:
        intentions = get(visitor, f"/api/emotional-intentions/{sentiment['id']}")["intentions"]
        assert {one["type"] for one in intentions} == {"MAINTAIN", "PROCESS", "TRANSFORM", "EXPLORE"}
        for intention in intentions:
            assert_journey(visitor, sentiment["id"], intention["id"])


def assert_journey(visitor: Client, sentiment: int, intention: int) -> None:
    """A journey ends at four options with films, and each option's first film has its pages."""
    journey = get(visitor, f"/api/personalized-journey/{sentiment}/{intention}")
    ends = dict(suggestions_of(journey))
    assert journey["id"] == f"{sentiment}-{intention}"
    assert len(ends) == 4
    for suggestions in ends.values():
        scores = [one["relevanceScore"] for one in suggestions]
        assert scores
        assert scores == sorted(scores, reverse=True)
        assert all(isinstance(one["movie"]["id"], str) and one["movie"]["genres"] is not None for one in suggestions)
        assert_film(visitor, suggestions[0]["movie"]["id"])


def assert_film(visitor: Client, film: str) -> None:
    """The pages of a film have the arrays the frontend walks over."""
    details = get(visitor, f"/api/movie/{film}/details")
    hero = get(visitor, f"/api/movie/{film}/hero")
    assert details["movie"]["id"] == hero["movie"]["id"] == film
    assert isinstance(details["movie"]["oscarAwards"]["wins"], list)
    for shown in (details, hero):
        lists = [shown["subscriptionPlatforms"], shown["rentalPurchasePlatforms"], shown["movie"]["genres"]]
        lists += [shown["movie"]["emotionalTags"], shown["movie"]["mainCast"]]
        assert all(isinstance(one, list) for one in lists)
    assert isinstance(get(visitor, f"/api/movies/{film}/similar"), list)
    assert get(visitor, f"/api/movies/{film}")["id"] == film


def test_every_film_is_found_by_its_title_and_has_its_page(visitor: Client) -> None:
    films = get(visitor, "/movies?limit=200&include=none&adult=include")

    assert len(films) >= 81
    for film in films:
        found = get(visitor, f"/api/public/search?q={quote(film['title'])}")
        assert film["title"] in {one["title"] for one in found}
        assert get(visitor, f"/api/movie/{film['slug']}/hero")["movie"]["id"] == film["id"]


def test_suggestions_explain_themselves(visitor: Client) -> None:
    body = get(visitor, "/movies/suggestions?sentimentId=14&intentionType=TRANSFORM&limit=50")
    weights = body["weights"]

    assert len(body["suggestions"]) == 50
    for one in body["suggestions"]:
        total = 10 * sum(weights[name] * part for name, part in one["explain"].items())
        assert one["score"] == pytest.approx(total, abs=0.01)
