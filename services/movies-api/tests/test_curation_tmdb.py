"""Films of TMDB and ratings of OMDb, from servers on a socket of this machine."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from movies_curation import Curated, curate, state
from movies_databases import command, rows, value
from movies_tmdb import FakeTmdb, running_tmdb

from movies_api.cli import main as run_cli
from movies_api.curation import population
from movies_api.curation.upstream.providers import platform_of
from movies_api.curation.upstream.tmdb import similarity
from suite.outbound import exchange
from suite_testing.databases import TestCluster, TestDatabase

KEY, OMDB_KEY = "the-key-of-tmdb-0123456789", "the-key-of-omdb-0123456789"
DETAILS: dict[str, Any] = {
    "id": 990550,
    "imdb_id": "tt0137523",
    "title": "Clube da Dor",
    "original_title": "Pain Club",
    "overview": "Um homem perde o sono e a identidade.",
    "release_date": "1999-10-15",
    "genres": [{"id": 18, "name": "Drama"}, {"id": 424242, "name": "Novela"}],
    "keywords": {"keywords": [{"id": 1, "name": "split personality"}, {"id": 2, "name": "insomnia"}]},
    "poster_path": "/capa.jpg",
    "runtime": 139,
    "vote_average": 8.4,
    "vote_count": 25000,
    "credits": {
        "crew": [{"job": "Director", "name": "Ana D'Ávila"}, {"job": "Writer", "name": "Outro"}],
        "cast": [
            {"id": 7, "name": "Edward Souza", "character": "Narrador", "order": 0},
            {"id": 8, "name": "宮崎", "character": "Marla", "order": 1},
            {"id": 9, "name": "Sem Papel", "character": "", "order": 2},
            {"id": 10, "name": "Longe", "character": "Porteiro", "order": 9},
        ],
    },
    "release_dates": {
        "results": [
            {"iso_3166_1": "US", "release_dates": [{"certification": "R", "type": 3}]},
            {
                "iso_3166_1": "BR",
                "release_dates": [
                    {"certification": "16", "type": 4, "release_date": "2010-01-01"},
                    {"certification": "18", "type": 3, "release_date": "1999-10-29"},
                ],
            },
        ]
    },
    "videos": {
        "results": [
            {"site": "YouTube", "type": "Trailer", "key": "en1", "iso_639_1": "en", "iso_3166_1": "US"},
            {"site": "YouTube", "type": "Trailer", "key": "pt1", "iso_639_1": "pt", "iso_3166_1": "BR"},
            {"site": "Vimeo", "type": "Trailer", "key": "v"},
        ]
    },
    "watch/providers": {
        "results": {
            "BR": {
                "flatrate": [{"provider_name": "Netflix basic with Ads"}, {"provider_name": "Nunca Vista"}],
                "rent": [{"provider_name": "Apple TV Store"}],
            }
        }
    },
}
RATINGS = {
    "imdbRating": "8.8",
    "Ratings": [{"Source": "Rotten Tomatoes", "Value": "79%"}, {"Source": "Metacritic", "Value": "66/100"}],
    "Awards": "Nominated for 1 Oscar",
}
Server = tuple[type[FakeTmdb], str]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(exchange, "FIRST_WAIT_SECONDS", 0.001)
    monkeypatch.setattr(exchange, "LONGEST_WAIT_SECONDS", 0.002)
    monkeypatch.setattr(population, "SECONDS_OF_FILES", 0.0)
    with running_tmdb() as (handler, base):
        tell(handler, "/3/movie/990550", DETAILS)
        tell(handler, "/3/person/8", {"name": "Miyazaki"})
        tell(handler, "/omdb", RATINGS)
        yield handler, base


@pytest.fixture(scope="module")
def template(test_cluster: TestCluster) -> Iterator[TestDatabase]:
    clone = test_cluster.clone("movies-api", "movies")
    assert command(run_cli, clone, "seed").status == 0
    yield clone
    test_cluster.drop(clone.name)


@pytest.fixture
def database(template: TestDatabase) -> Iterator[TestDatabase]:
    """The seeds, without what an earlier test stored of the film."""
    with template.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM movies WHERE tmdb_id > 990000; DELETE FROM upstream_answers")
        cursor.execute("DELETE FROM curation_runs")
    yield template


def tell(handler: type[FakeTmdb], path: str, content: object, status: int = 200) -> None:
    handler.answers[path] = (status, json.dumps(content).encode())


def asking(database: TestDatabase, server: Server, *arguments: object) -> Curated:
    """A command with keys of both."""
    done = curate(
        database,
        *arguments,
        TMDB_API_KEY=KEY,
        TMDB_BASE_URL=server[1],
        OMDB_API_KEY=OMDB_KEY,
        OMDB_BASE_URL=server[1].replace("/3", "/omdb"),
        LOG_LEVEL="debug",
    )
    assert KEY not in done.errors + "".join(done.output)
    assert OMDB_KEY not in done.errors + "".join(done.output)
    return done


def paths(server: Server) -> list[str]:
    return [path for path, _, _ in server[0].asked]


def test_a_film_comes_with_all_that_belongs_to_it(database: TestDatabase, server: Server) -> None:
    done = asking(database, server, "populate", "--tmdbId", 990550)
    film = done.result["movie"]["id"]

    assert (done.status, done.result["skippedPlatforms"]) == (0, ["Nunca Vista"])
    assert rows(
        database,
        "SELECT title, year, director, genres, certification, imdb_rating::float, rotten_tomatoes_rating,"
        " metacritic_rating, awards_summary, thumbnail, slug, jsonb_array_length(source->'attribution')"
        " FROM movies WHERE tmdb_id = 990550",
    ) == [
        (
            "Clube da Dor",
            1999,
            "Ana D'Ávila",
            ["Drama"],
            "18",
            8.8,
            79,
            66,
            "Nominated for 1 Oscar",
            "https://image.tmdb.org/t/p/w500/capa.jpg",
            "clube-da-dor",
            2,
        )
    ]
    cast = (
        "SELECT name, character_name FROM movie_cast JOIN actors ON actors.id = actor_id"
        ' WHERE movie_id = %s ORDER BY "order"'
    )
    assert rows(database, cast, (film,)) == [("Edward Souza", "Narrador"), ("Miyazaki", "Marla")]
    trailers = "SELECT key, language, is_main FROM movie_trailers WHERE movie_id = %s ORDER BY key"
    assert rows(database, trailers, (film,)) == [("en1", "en-US", False), ("pt1", "pt-BR", True)]
    places = (
        "SELECT name, access_type FROM movie_streaming_platforms JOIN streaming_platforms"
        " ON id = streaming_platform_id WHERE movie_id = %s ORDER BY 1"
    )
    assert rows(database, places, (film,)) == [("Apple TV (Loja)", "RENTAL"), ("Netflix", "INCLUDED_WITH_SUBSCRIPTION")]


def test_of_a_known_film_only_the_platforms_change(database: TestDatabase, server: Server) -> None:
    asking(database, server, "populate", "--tmdbId", 990550)
    changed = {**DETAILS, "overview": "Outro texto.", "watch/providers": {"results": {}}}
    tell(server[0], "/3/movie/990550", changed)
    with database.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE upstream_answers SET fetched_at = now() - interval '5 months', expires_at = now()")
    before = rows(database, "SELECT version, description FROM movies WHERE tmdb_id = 990550")

    assert asking(database, server, "populate", "--tmdbId", 990550).status == 0
    assert rows(database, "SELECT version, description FROM movies WHERE tmdb_id = 990550") == before
    assert (
        value(
            database,
            "SELECT count(*) FROM movie_streaming_platforms JOIN movies ON id = movie_id WHERE tmdb_id = 990550",
        )
        == 0
    )


def test_answers_are_kept_for_a_while_with_their_attribution(database: TestDatabase, server: Server) -> None:
    for _ in range(2):
        assert asking(database, server, "populate", "--tmdbId", 990550).status == 0

    assert sorted(paths(server)) == ["/3/movie/990550", "/3/person/8", "/omdb"]
    assert value(
        database,
        "SELECT bool_and(expires_at < now() + interval '6 months' AND attribution <> '') FROM upstream_answers",
    )
    assert KEY not in str(rows(database, "SELECT * FROM upstream_answers"))
    asking(database, server, "populate", "--tmdbId", 990550, "--refresh")
    assert paths(server).count("/3/movie/990550") == 2


def test_a_film_is_found_by_title_and_year(database: TestDatabase, server: Server) -> None:
    tell(
        server[0],
        "/3/search/movie",
        {
            "results": [
                {"id": 1, "title": "Clube da Dor", "release_date": "2020-01-01", "popularity": 99},
                {"id": 2, "title": "Nada a Ver", "release_date": "1999-01-01", "popularity": 99},
                {"id": 990550, "title": "Clube da Dor: o filme", "release_date": "1999-10-15", "popularity": 1},
            ]
        },
    )
    done = asking(database, server, "populate", "--title", "clube da dor", "--year", 1999)

    assert (done.status, done.result["movie"]["title"]) == (0, "Clube da Dor")
    tell(server[0], "/3/search/movie", {"results": []})
    missing = asking(database, server, "populate", "--title", "Inexistente", "--year", 1999)
    assert (missing.status, missing.result["code"]) == (1, "MOVIE_NOT_FOUND")


def test_orchestrate_goes_from_tmdb_to_a_ranked_suggestion(database: TestDatabase, server: Server) -> None:
    done = asking(database, server, "orchestrate", "--tmdb-id", 990550, "--journey-option-flow-id=82")

    assert (done.status, done.result["provider"]) == (0, "lexicon")
    assert done.result["movie"]["title"] == "Clube da Dor"
    assert set(done.result["curedData"]) == {"relevanceScore", "reason", "sentiment", "journeyOptionText"}
    assert value(database, "SELECT count(*) FROM movie_cast JOIN movies ON id = movie_id WHERE tmdb_id = 990550") == 2
    before = state(database)
    again = asking(database, server, "orchestrate", "--tmdb-id", 990550, "--journey-option-flow-id=82")
    assert (again.status, again.result["status"]) == (0, "unchanged")
    assert state(database) == before


@pytest.mark.parametrize(
    ("status", "content", "code"),
    [
        (500, {}, "UPSTREAM_FAILED"),
        (401, {"status_message": KEY}, "UPSTREAM_FAILED"),
        (200, {"id": 1, "title": "Outro"}, "UPSTREAM_FAILED"),
        (200, {**DETAILS, "title": ""}, "UPSTREAM_FAILED"),
        (200, [], "UPSTREAM_FAILED"),
        (404, {}, "MOVIE_NOT_FOUND"),
    ],
)
def test_a_failing_tmdb_changes_nothing(
    database: TestDatabase, server: Server, status: int, content: object, code: str
) -> None:
    tell(server[0], "/3/movie/990550", content, status)
    before = state(database)
    done = asking(database, server, "orchestrate", "--tmdbId", 990550)

    assert (done.status, done.result["code"]) == (1, code)
    assert state(database) == before


def test_a_film_rated_too_low_is_rejected(database: TestDatabase, server: Server) -> None:
    tell(server[0], "/3/movie/990550", {**DETAILS, "vote_average": 5.9})
    before = state(database)
    done = asking(database, server, "orchestrate", "--tmdbId", 990550)

    assert (done.status, done.result["code"]) == (3, "REJECTED")
    assert state(database) == before


def test_without_omdb_the_film_has_no_ratings_of_it(database: TestDatabase, server: Server) -> None:
    tell(server[0], "/omdb", {}, 503)

    assert asking(database, server, "populate", "--tmdbId", 990550).status == 0
    assert rows(database, "SELECT imdb_rating, awards_summary FROM movies WHERE tmdb_id = 990550") == [(None, None)]


def test_a_file_names_many_films(database: TestDatabase, server: Server, tmp_path: Path) -> None:
    file = tmp_path / "films.csv"
    file.write_text("tmdbId,title,year\n990550,,\n990551,,\n", encoding="utf-8")
    done = asking(database, server, "populate", "--file", file)

    assert (done.status, done.result["summary"]["curated"], done.result["summary"]["failed"]) == (1, 1, 1)
    assert done.result["problems"][0]["code"] == "MOVIE_NOT_FOUND"


def test_a_dry_run_stores_nothing(database: TestDatabase, server: Server) -> None:
    before = state(database)

    assert asking(database, server, "populate", "--tmdbId", 990550, "--dry-run").status == 0
    assert state(database) == before
    assert value(database, "SELECT count(*) FROM upstream_answers") == 0


@pytest.mark.parametrize(
    ("provider", "ads", "platform"),
    [
        ("Netflix Standard with Ads", False, "Netflix"),
        ("Amazon Video", False, "Prime Video"),
        ("HBO Max Amazon Channel", False, "HBO Max"),
        ("Max", False, "HBO Max"),
        ("Maxdome", False, None),
        ("Apple TV", False, "Apple TV (Loja)"),
        ("Apple TV Plus", False, "Apple TV+"),
        ("YouTube", True, "YouTube (Gratuito)"),
        ("YouTube", False, "YouTube"),
        ("", False, None),
    ],
)
def test_providers_have_platforms(provider: str, ads: bool, platform: str | None) -> None:
    assert platform_of(provider, ads=ads) == platform


def test_titles_are_alike_when_one_holds_the_other() -> None:
    assert similarity("Ação", "acao") == 1.0
    assert similarity("Solaris", "Solaris: o longo caminho de volta para casa") == 0.8
    assert similarity("Matrix", "Titanic") <= 0.6
    assert similarity("", "Titanic") == 0.0
