"""How PostgreSQL answers the public routes of a catalogue of 100 000 films: never by reading a whole large table."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import psycopg2.extensions
import pytest
from movies_catalogue import OTHELLO, plant_catalogue
from werkzeug.test import Client

from movies_api.app import create_app
from movies_api.settings import Settings
from suite.database import Connection, Prepared
from suite.settings import Secret
from suite_testing.databases import TestCluster, TestDatabase

FILMS = 100_000
LARGE = {"movies", "movie_sentiments", "movie_streaming_platforms", "movie_suggestion_flows", "movie_cast", "actors"}
FILL = f"""
INSERT INTO movies (id, title, year, director, genres, vote_average, vote_count, runtime, certification, slug,
                    created_at, description)
SELECT ('10000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
       initcap(translate(left(md5(n::text), 10), '0123456789', 'aeiourstlm')),
       1920 + n % 105, 'Diretor ' || n % 5000,
       ARRAY[(ARRAY['Ação', 'Drama', 'Comédia', 'Terror', 'Música'])[1 + n % 5]],
       CASE WHEN n % 9 > 0 THEN (n % 100) / 10.0 END, n * 7919 % 20000, 60 + n % 120,
       (ARRAY['L', '10', '12', '14', '16', '18'])[1 + n % 6], 'filme-' || n,
       timestamptz '2020-01-01' + n * interval '1 min', 'palavra' || n % 2000
  FROM generate_series(1, {FILMS}) AS n;
INSERT INTO main_sentiments (id, name) SELECT n, 's' || n FROM generate_series(15, 18) AS n;
INSERT INTO sub_sentiments (id, name, main_sentiment_id)
SELECT n, 'b' || n, 15 + n % 4 FROM generate_series(6, 20) AS n;
INSERT INTO movie_sentiments (movie_id, main_sentiment_id, sub_sentiment_id, relevance)
SELECT film.id, b.main_sentiment_id, b.id, (film.place % 100) / 100.0
  FROM (SELECT id, row_number() OVER () AS place FROM movies WHERE slug LIKE 'filme-%') AS film
  JOIN sub_sentiments AS b ON b.id = 1 + film.place % 20;
INSERT INTO movie_streaming_platforms (movie_id, streaming_platform_id, access_type)
SELECT id, 1 + (row_number() OVER ()) % 4, 'INCLUDED_WITH_SUBSCRIPTION' FROM movies WHERE slug LIKE 'filme-%';
INSERT INTO journey_option_flows (id, journey_step_flow_id, option_id, text, is_end_state)
SELECT 1000 + n, 9, 'X' || n, 'x', TRUE FROM generate_series(1, 20) AS n;
INSERT INTO movie_suggestion_flows (journey_option_flow_id, movie_id, reason, relevance_score)
SELECT 1001 + (row_number() OVER ()) % 20, id, 'r', (row_number() OVER () % 1000) / 100.0
  FROM (SELECT id FROM movies WHERE slug LIKE 'filme-%' ORDER BY id LIMIT 2000) AS film;
INSERT INTO actors (id, name) SELECT ('20000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
       initcap(translate(left(md5('a' || n), 10), '0123456789', 'aeiourstlm')) FROM generate_series(1, 10000) AS n;
INSERT INTO movie_cast (movie_id, actor_id, "order")
SELECT id, ('20000000-0000-7000-8000-' || lpad((1 + (row_number() OVER ()) % 10000)::text, 12, '0'))::uuid, 0
  FROM movies WHERE slug LIKE 'filme-%';
"""
SELECT_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
 WHERE relnamespace = 'movies'::regnamespace AND NOT indisunique"""
PATHS = [
    *(
        f"/movies?sort={sort}&order={order}"
        for sort in ("title", "year", "rating", "votes", "created")
        for order in ("asc", "desc")
    ),
    "/movies?include=none&offset=50",
    "/movies?sentimentId=14&sort=rating&order=desc",
    "/movies?subSentimentId=3",
    "/movies?intentionId=7",
    "/movies?genre=drama&yearFrom=1990&yearTo=1995&minRating=8",
    "/movies?platformId=2&sort=rating&order=desc",
    "/movies?certification=10&maxRuntime=90",
    "/movies?q=palavra77",
    "/movies/filme-500",
    "/api/public/search",
    "/api/public/search?q=sola",
    "/api/public/search?q=solaris",
    "/api/public/search?q=fishburne",
    "/api/public/search?q=palavra123",
    "/api/public/search?q=solarys",
    "/api/public/search?q=%25",
    "/api/public/search?q=solaris&sentiment=14&platform=4",
    "/api/public/home",
    "/api/public/filme/solaris",
    "/api/public/filme/agua-parada",
    "/api/public/sentimentos/introspectivo-a",
    "/api/personalized-journey/14/7",
    "/api/personalized-journey/14/6",
    "/main-sentiments/14",
    "/main-sentiments/14/journey-flow",
    f"/api/movies/{OTHELLO}",
    f"/api/movies/{OTHELLO}/similar",
    f"/api/movie/{OTHELLO}/details",
    "/api/movie/solaris/hero",
    f"/api/movie/{OTHELLO}/hero",
    "/movies/suggestions?sentimentId=14&intentionId=7",
    "/movies/suggestions?sentimentId=14&intentionId=7&platforms=2&maxRuntime=120",
    "/journey-option-flows",
    "/journey-option-flows/32",
    "/api/daily-curation/today/full",
]
Explain = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def large(test_cluster: TestCluster) -> Iterator[TestDatabase]:
    database = test_cluster.clone("movies-api", "movies")
    with database.connect(schema="movies") as admin, admin.cursor() as cursor:
        plant_catalogue(admin)
        cursor.execute(SELECT_INDEXES)
        indexes = cursor.fetchall()
        # Built over all rows at once they cost half of what keeping them up with every row does.
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(FILL)
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE")
    yield database
    test_cluster.drop(database.name)


@pytest.fixture(scope="module")
def large_client(large: TestDatabase, settings: Settings) -> Iterator[Client]:
    service = create_app(replace(settings, database_url=Secret(large.dsn("app_movies"))))
    yield service.test_client()
    service.database.close()


@pytest.fixture
def explain(large: TestDatabase, large_client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Explain]:
    """The plan nodes of every statement a path runs."""
    statements: list[tuple[str, Any]] = []
    execute = Connection._execute

    def record(self: Connection, statement: Any, parameters: Any) -> psycopg2.extensions.cursor:
        sql = statement.sql if isinstance(statement, Prepared) else statement
        statements.append((sql, parameters))
        return execute(self, statement, parameters)

    with large.connect("app_movies", schema="movies") as connection:

        def explain_path(path: str) -> list[dict[str, Any]]:
            statements.clear()
            with monkeypatch.context() as patch:
                patch.setattr(Connection, "_execute", record)
                assert large_client.get(path).status_code == 200
            return [node for statement in list(statements) for node in plan_of(connection, *statement)]

        yield explain_path


def plan_of(connection: psycopg2.extensions.connection, statement: str, parameters: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        ((document,),) = cursor.fetchall()
    return list(nodes_of(document[0]["Plan"]))


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes_of(child)


def read_whole(nodes: list[dict[str, Any]]) -> set[str]:
    return {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"} & LARGE


@pytest.mark.parametrize("path", PATHS)
def test_no_large_table_is_read_as_a_whole(explain: Explain, path: str) -> None:
    nodes = explain(path)

    assert {node.get("Relation Name") for node in nodes} & LARGE
    assert read_whole(nodes) == set()


@pytest.mark.parametrize("sort", ["title", "year", "rating", "votes", "created"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_a_page_behind_a_cursor_is_a_range_of_an_index(
    explain: Explain, large_client: Client, sort: str, order: str
) -> None:
    first = large_client.get(f"/movies?sort={sort}&order={order}&include=none&limit=20")
    nodes = explain(f"/movies?sort={sort}&order={order}&include=none&limit=20&cursor={first.headers['X-Next-Cursor']}")
    ranges = [node.get("Index Cond", "") for node in nodes if "Index Scan" in node["Node Type"]]

    assert "Sort" not in {node["Node Type"] for node in nodes}
    assert any("ROW(" in condition for condition in ranges)


@pytest.mark.parametrize("narrowed", ["", "&platforms=2", "&maxRuntime=90&certification=12"])
def test_the_best_films_of_a_genre_are_found_without_reading_films(explain: Explain, narrowed: str) -> None:
    nodes = explain(f"/movies/suggestions?sentimentId=14&intentionId=7{narrowed}")
    walks = [node for node in nodes if "genre_keys" in node.get("Filter", "")]

    assert {(node["Node Type"], node["Index Name"]) for node in walks} == {("Index Only Scan", "idx_movies_best")}
