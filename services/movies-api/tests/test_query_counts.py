"""No route asks the database more often when there are more films."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from movies_catalogue import OTHELLO, plant_catalogue

from movies_api.app import create_app
from movies_api.settings import Settings
from suite.http import Service
from suite.settings import Secret
from suite_testing.databases import TestCluster

# Statements; a higher number here needs a reason.
MOST = {
    "/main-sentiments": 1,
    "/main-sentiments/14": 1,
    "/main-sentiments/14/journey-flow": 1,
    "/api/emotional-intentions/14": 1,
    "/emotional-intentions": 1,
    "/api/personalized-journey/14/6": 1,
    "/api/personalized-journey/14/7": 5,  # filled: the intention, films worth comparing, what they are, the chosen ones
    "/api/streaming-platforms": 1,
    f"/api/movies/{OTHELLO}": 1,
    f"/api/movies/{OTHELLO}/similar": 1,
    f"/api/movie/{OTHELLO}/details": 1,
    "/api/movie/solaris/hero": 1,
    f"/api/movie/{OTHELLO}/hero": 2,  # a slug first, then the id
    "/api/public/search?q=drama": 1,
    "/api/public/search?q=solarys": 3,  # nothing matches, the guess, its films
    "/api/public/home": 1,
    "/api/public/filme/solaris": 1,
    "/api/public/sentimentos/introspectivo-a": 1,
    "/api/public/jornadas/maintain": 1,
    "/api/daily-curation/today/full": 1,
    "/sitemap/movies.xml": 1,
    "/movies?include=none": 2,
    "/movies": 4,
    "/movies?q=drama&include=sentiments,suggestions,platforms": 5,
    "/movies/solaris": 1,
    "/journey-option-flows": 1,
    "/journey-option-flows/32": 1,
    # The intention, how many films, which are worth comparing, what they are, the chosen ones; all but the third and
    # the last are kept from one question to the next.
    "/movies/suggestions?sentimentId=14&intentionId=7": 5,
    "/movies/suggestions?sentimentId=14&intentionId=7&platforms=netflix&access=any": 6,
    "/movies/suggestions?sentimentId=14&intentionId=7&optionId=33&visitor=0123456789-0123456789-0123456789": 6,
}
GROW = """
INSERT INTO movies (id, title, year, genres, vote_average, vote_count, slug)
SELECT gen_random_uuid(), 'Drama ' || n, 1950 + n, '{Drama}', 5 + n % 5, n, 'drama-' || n
  FROM generate_series(1, 60) AS n;
INSERT INTO movie_sentiments (movie_id, main_sentiment_id, sub_sentiment_id, relevance)
SELECT id, 14, 2, 0.5 FROM movies WHERE slug LIKE 'drama-%';
INSERT INTO movie_streaming_platforms (movie_id, streaming_platform_id, access_type)
SELECT id, 1, 'INCLUDED_WITH_SUBSCRIPTION' FROM movies WHERE slug LIKE 'drama-%';
INSERT INTO movie_suggestion_flows (journey_option_flow_id, movie_id, reason, relevance_score)
SELECT 32, id, 'r', 5 FROM movies WHERE slug LIKE 'drama-%';
"""


@pytest.fixture(scope="module")
def counts(test_cluster: TestCluster, settings: Settings) -> Iterator[dict[str, tuple[int, int]]]:
    """Statements of each path with a dozen films, and with many more of everything."""
    database = test_cluster.clone("movies-api", "movies")
    # What is kept in the process would hide a statement.
    service = create_app(replace(settings, database_url=Secret(database.dsn("app_movies"))))
    with database.connect("app_movies", schema="movies") as connection:
        plant_catalogue(connection)
        few = {path: count_statements(service, path) for path in MOST}
        connection.cursor().execute(GROW)
        many = {path: count_statements(service, path) for path in MOST}
    yield {path: (few[path], many[path]) for path in MOST}
    service.database.close()
    test_cluster.drop(database.name)


def count_statements(service: Service, path: str) -> int:
    operations: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service.metrics, "observe_query", lambda operation, *_: operations.append(operation))
        assert service.test_client().get(path).status_code == 200
    return len(operations)


@pytest.mark.parametrize("path", MOST)
def test_reading_takes_a_fixed_number_of_statements(counts: dict[str, tuple[int, int]], path: str) -> None:
    few, many = counts[path]

    assert few == many == MOST[path]
