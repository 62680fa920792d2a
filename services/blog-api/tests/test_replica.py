"""Reads of the public that a replica answers: which ones, under which rules, and while it comes and goes."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from blog_client import SECRET_OF_TWO, Api, Rows, plant_blogs

from blog_api.app import create_app
from blog_api.settings import Settings
from suite.http import Service
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import Caller, RunningService, running_service
from suite_testing.replica_reads import marked_reads, server_of, wait_for
from suite_testing.replica_server import StreamingReplica, replica_settings, replica_variables

PATIENCE_SECONDS = 60
ROLE = "app_blog"
BLOG_1, BLOG_2 = {"X-Blog-Id": "1"}, {"X-Blog-Id": "2"}
MARKED = (
    "/blog/search?q=inverno",
    "/blog/feed.xml",
    "/blog/atom.xml",
    "/blog/feed.json",
    "/sitemap/articles.xml",
    "/sitemap/categories.xml",
    "/sitemap/tags.xml",
)
OTHERS = ("/blog/articles", "/blog/articles/segundo", "/api/blog/posts", "/blog/categories", "/blog/tags")
RULE = "SELECT count(*) FILTER (WHERE blog_id = 1) > 0 AND count(*) FILTER (WHERE blog_id <> 1) = 0 FROM articles"


@pytest.fixture(scope="module")
def stored(streaming: StreamingReplica) -> TestDatabase:
    database = streaming.primary.clone("blog-api", "blog")
    with database.connect(schema="blog") as connection:
        plant_blogs(Rows(connection))
    streaming.catch_up()
    return database


@pytest.fixture(scope="module")
def replicated(stored: TestDatabase, streaming: StreamingReplica, blog_settings: Settings) -> Iterator[Service]:
    given = replica_settings(blog_settings, streaming, stored.name, ROLE)
    service = create_app(given)
    with closing(service.database):
        yield service


@pytest.fixture
def reader(replicated: Service) -> Api:
    wait_for(replicated.database, "replica")
    return Api(replicated)


@pytest.mark.parametrize("path", MARKED)
def test_search_feeds_and_sitemaps_come_from_the_replica(replicated: Service, reader: Api, path: str) -> None:
    asked, elsewhere = marked_reads(replicated)
    reply = reader.get(path, headers=BLOG_1)
    assert (reply.status_code, marked_reads(replicated)) == (200, (asked + 1, elsewhere))
    again = reader.get(path, headers={**BLOG_1, "If-None-Match": reply.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", OTHERS)
def test_what_the_cache_may_keep_comes_from_the_primary(replicated: Service, reader: Api, path: str) -> None:
    before = marked_reads(replicated)
    assert reader.get(path, headers=BLOG_1).status_code == 200
    assert marked_reads(replicated) == before


def test_on_the_replica_a_blog_sees_its_own_rows_only(replicated: Service, reader: Api) -> None:
    with replicated.database.read_replica({"app.blog_id": "1"}) as connection:
        assert server_of(connection) == "replica"
        assert connection.value(RULE)
    with replicated.database.read_replica() as connection:
        assert connection.value("SELECT count(*) FROM articles") == 0
    for path in MARKED:
        assert SECRET_OF_TWO not in reader.get(path, headers=BLOG_1).text
    assert SECRET_OF_TWO in reader.get("/blog/feed.xml", headers=BLOG_2).text


@pytest.fixture(scope="module")
def running(
    stored: TestDatabase, streaming: StreamingReplica, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningService]:
    limits = {"BLOG_WORKERS": "2", "BLOG_DATABASE_REPLICA_MAX_LAG_MS": "200"}
    variables = replica_variables("BLOG", streaming, stored.name, ROLE, **limits)
    folder: Path = tmp_path_factory.mktemp("replicated")
    with running_service("blog_api.wsgi:app", "blog_api.settings", "BLOG", variables, folder) as service:
        yield service


def found(caller: Caller, word: str) -> int:
    """How many articles of blog 1 a search finds; it is always answered."""
    reply = caller.get(f"/blog/search?q={word}", headers=BLOG_1)
    assert reply.status_code == 200, reply.text
    return len(reply.json())


def replica_count(caller: Caller) -> float:
    """Reads the replica was asked by all workers."""
    lines = [line for line in caller.get("/metrics").text.splitlines() if "db_replica_reads_total{" in line]
    return sum(float(line.split()[-1]) for line in lines if 'target="replica"' in line)


def asks_replica(caller: Caller) -> bool:
    """Whether a search is answered by the replica."""
    before = replica_count(caller)
    return found(caller, "inverno") == 1 and replica_count(caller) > before


def test_a_running_service_answers_whatever_becomes_of_its_replica(
    running: RunningService, stored: TestDatabase, streaming: StreamingReplica
) -> None:
    # Each request is a connection of its own, so that both workers answer.
    with running.caller(Connection="close") as caller, stored.connect(schema="blog") as connection:
        assert wait_until(lambda: asks_replica(caller), PATIENCE_SECONDS)
        streaming.pause()
        try:
            Rows(connection).article(1, "atrasado", title="Atrasado na réplica")
            assert wait_until(lambda: found(caller, "atrasado") == 1, PATIENCE_SECONDS)
        finally:
            streaming.resume()
        assert wait_until(lambda: asks_replica(caller), PATIENCE_SECONDS)
        streaming.kill()
        try:
            assert [found(caller, "atrasado") for _ in range(40)] == [1] * 40
            assert wait_until(lambda: caller.get("/readyz").json()["status"] == "degraded", PATIENCE_SECONDS)
            assert caller.get("/readyz").status_code == 200
        finally:
            streaming.start()
        assert wait_until(lambda: asks_replica(caller), PATIENCE_SECONDS)
        assert found(caller, "atrasado") == 1
