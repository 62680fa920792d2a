"""Reads of the public that a replica answers."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from movies_catalogue import plant_catalogue
from werkzeug.test import Client

from movies_api.app import create_app
from movies_api.settings import Settings
from suite.http import Service
from suite_testing.replica_reads import marked_reads, wait_for
from suite_testing.replica_server import StreamingReplica, replica_settings

ROLE = "app_movies"
SUGGESTIONS = "/movies/suggestions?sentimentId=14&intentionId=7"
MARKED = ("/api/public/search?q=solaris", "/sitemap/movies.xml", "/sitemap/movie-landings.xml")
OTHERS = (SUGGESTIONS, f"{SUGGESTIONS}&visitor={'v' * 32}", "/movies", "/main-sentiments", "/api/streaming-platforms")


@pytest.fixture(scope="module")
def replicated(streaming: StreamingReplica, settings: Settings) -> Iterator[Service]:
    stored = streaming.primary.clone("movies-api", "movies")
    with stored.connect(ROLE, schema="movies") as connection:
        plant_catalogue(connection)
    streaming.catch_up()
    given = replica_settings(settings, streaming, stored.name, ROLE)
    service = create_app(given)
    with closing(service.database):
        yield service


@pytest.fixture
def client(replicated: Service) -> Client:
    wait_for(replicated.database, "replica")
    return replicated.test_client()


@pytest.mark.parametrize("path", MARKED)
def test_search_and_sitemaps_come_from_the_replica(replicated: Service, client: Client, path: str) -> None:
    asked, elsewhere = marked_reads(replicated)
    assert client.get(path).status_code == 200
    assert marked_reads(replicated) == (asked + 1, elsewhere)


@pytest.mark.parametrize("path", OTHERS)
def test_what_the_service_may_keep_and_a_visitors_own_come_from_the_primary(
    replicated: Service, client: Client, path: str
) -> None:
    before = marked_reads(replicated)
    assert client.get(path).status_code == 200
    assert marked_reads(replicated) == before
