"""The first catalogue of a new installation."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from movies_databases import command, rows, value
from werkzeug.test import Client

from movies_api.app import create_app
from movies_api.cli import main
from movies_api.intake.seed.content import read_seed, seed_intentions
from movies_api.rules import NO_WARNING, entry_type, relevance_score
from movies_api.settings import Settings
from suite.http import Service
from suite.settings import Secret
from suite.text.slugs import slug_of
from suite_testing.databases import TestCluster, TestDatabase

KINDS = ("PROCESS", "TRANSFORM", "MAINTAIN", "EXPLORE")


@pytest.fixture(scope="module")
def seeded(test_cluster: TestCluster) -> Iterator[TestDatabase]:
    """A database as a new installation has it."""
    clone = test_cluster.clone("movies-api", "movies")
    assert command(main, clone, "seed").output == ["151 films, 96 options and 480 suggestions planted"]
    yield clone
    test_cluster.drop(clone.name)


@pytest.fixture(scope="module")
def seeded_client(seeded: TestDatabase, settings: Settings) -> Iterator[Client]:
    """Anybody, at the service of a new installation."""
    service: Service = create_app(replace(settings, database_url=Secret(seeded.dsn("app_movies"))))
    yield service.test_client()
    service.database.close()


def test_ids_follow_the_fixed_scheme() -> None:
    intentions = seed_intentions()
    assert [intention.id for intention in intentions] == list(range(1, 25))
    assert [intention.id for intention in intentions] == [
        (intention.sentiment_id - 13) * 4 + KINDS.index(intention.type) + 1 for intention in intentions
    ]
    options = [option for intention in intentions for option in intention.option_ids]
    assert len(options) == len(set(options)) == 96


def test_every_film_fills_every_screen() -> None:
    films = read_seed("films")
    assert len(films) >= 120
    for film in films:
        assert film["slug"] == slug_of(film["title"])
        assert len(film["description"]) > 80
        assert film["landingPageHook"]
        assert film["targetAudience"].startswith("Este filme é ideal para quem busca ")
        assert film["contentWarnings"] == NO_WARNING or film["contentWarnings"].startswith("Atenção: ")
        assert film["platforms"]
        assert film["cast"] or film["genres"] == ["Documentário"]
        assert film["imdbRating"]
        assert len(film["reason"].split()) <= 24
        assert film["entryType"] == entry_type(film["sentiments"].items())


def test_every_suggestion_has_the_computed_score(seeded: TestDatabase) -> None:
    films = {film["id"]: film for film in read_seed("films")}
    options = {
        option["id"]: option for intention in seed_intentions() for option in intention.content["step"]["options"]
    }
    stored = rows(seeded, "SELECT journey_option_flow_id, movie_id, relevance_score FROM movie_suggestion_flows")
    assert len(stored) == 480
    for option, film, score in stored:
        computed = relevance_score(options[option]["expected"], films[str(film)]["sentiments"].items())
        assert float(score) == pytest.approx(computed, abs=0.0005)
        assert score > 0


def test_a_film_ranks_its_options_without_gaps(seeded: TestDatabase) -> None:
    ranks = rows(seeded, "SELECT array_agg(relevance ORDER BY relevance) FROM movie_suggestion_flows GROUP BY movie_id")
    assert all(found == list(range(1, len(found) + 1)) for (found,) in ranks)


def test_a_second_planting_leaves_the_catalogue_of_editors_alone(seeded: TestDatabase) -> None:
    with seeded.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE main_sentiments SET short_description = 'Mudado' WHERE id = 13")
    outcome = command(main, seeded, "seed")

    assert (outcome.status, outcome.output) == (0, ["the catalogue is not empty, nothing planted"])
    assert value(seeded, "SELECT short_description FROM main_sentiments WHERE id = 13") == "Mudado"


def test_an_editors_rows_get_ids_behind_those_of_the_seeds(seeded: TestDatabase) -> None:
    for table in ("main_sentiments", "journey_option_flows", "movie_suggestion_flows", "streaming_platforms"):
        upcoming = value(seeded, f"SELECT nextval(pg_get_serial_sequence('{table}', 'id'))")
        assert upcoming > value(seeded, f"SELECT max(id) FROM {table}")


def test_every_journey_ends_at_four_options_with_films(seeded_client: Client) -> None:
    for intention in seed_intentions():
        reply = seeded_client.get(f"/api/personalized-journey/{intention.sentiment_id}/{intention.id}")
        assert reply.status_code == 200
        (step,) = reply.get_json()["steps"]
        assert [option["id"] for option in step["options"]] == intention.option_ids
        for option in step["options"]:
            assert len(option["movieSuggestions"]) == 5
            assert all("generated" not in suggestion for suggestion in option["movieSuggestions"])


def test_the_pages_of_a_film_have_content(seeded_client: Client) -> None:
    hero = seeded_client.get("/api/movie/matrix/hero").get_json()
    assert hero["movie"]["oscarAwards"]["totalWins"] == 4
    assert hero["movie"]["mainTrailer"]["key"]
    assert hero["movie"]["mainCast"][0]["actorName"] == "Keanu Reeves"
    assert hero["similarMovies"]
    details = seeded_client.get(f"/api/movie/{hero['movie']['id']}/details").get_json()
    assert details["subscriptionPlatforms"]
    assert details["rentalPurchasePlatforms"]
    assert seeded_client.get("/api/daily-curation/today/full").get_json()["movies"]
    assert [one["id"] for one in seeded_client.get("/main-sentiments").get_json()] == [13, 14, 15, 16, 17, 18]


def test_no_text_breaks_off_in_a_preposition() -> None:
    questions = [
        intention.content["step"][name] for intention in seed_intentions() for name in ("question", "mobileQuestion")
    ]
    titles = [
        option["displayTitle"] for intention in seed_intentions() for option in intention.content["step"]["options"]
    ]
    told = [film[name] for film in read_seed("films") for name in ("reason", "targetAudience", "landingPageHook")]
    last = {text.rstrip("….?! ").split()[-1].lower() for text in [*questions, *titles, *told]}
    assert not last & {"para", "pra", "de", "do", "da", "dos", "das", "com", "em", "no", "na", "por", "pelo", "a", "ao"}


def test_films_lead_to_the_articles_of_the_blog_about_them(seeded_client: Client) -> None:
    for article in read_seed("articles"):
        for slug in article["films"]:
            film = seeded_client.get(f"/api/movie/{slug}/hero").get_json()["movie"]
            assert article["slug"] in [pillar["slug"] for pillar in film["pillarArticles"]]
            if article["type"] == "analise":
                assert (film["hasAnalysisArticle"], film["analysisArticleSlug"]) == (True, article["slug"])
