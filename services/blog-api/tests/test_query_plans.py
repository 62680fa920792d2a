"""How PostgreSQL answers readers of a blog with 200 000 articles, under row level security."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from blog_client import Api, Rows
from blog_crowd import plant_crowd

from blog_api.app import create_app
from suite.database import Connection, Prepared
from suite.settings import Secret
from suite_testing.databases import TestCluster, TestDatabase

Node = dict[str, Any]
Explain = Callable[[str], list[Node]]


@pytest.fixture(scope="module")
def crowd(test_cluster: TestCluster) -> Iterator[TestDatabase]:
    database = test_cluster.clone("blog-api", "blog")
    with database.connect(schema="blog") as connection:
        plant_crowd(Rows(connection))
    yield database
    test_cluster.drop(database.name)


@pytest.fixture(scope="module")
def crowded(crowd: TestDatabase, blog_settings: Any) -> Iterator[Api]:
    service = create_app(replace(blog_settings, database_url=Secret(crowd.dsn("app_blog")), db_prepare=False))
    yield Api(service)
    service.database.close()


@pytest.fixture
def explain(crowd: TestDatabase, crowded: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[Explain]:
    """explain(path): the nodes of the executed plans of everything a request asks the database."""
    asked: list[str] = []
    execute = Connection._execute

    def remember(self: Connection, statement: str | Prepared, parameters: Any) -> Any:
        text = statement.sql if isinstance(statement, Prepared) else statement
        asked.append(self.quote(text, parameters))
        return execute(self, statement, parameters)

    monkeypatch.setattr(Connection, "_execute", remember)
    with crowd.connect("app_blog", schema="blog") as connection:
        rows = Rows(connection)
        rows.run("SELECT set_config('app.blog_id', '3', false)")
        # A parallel plan would tell rows per worker.
        rows.run("SET max_parallel_workers_per_gather = 0")

        def nodes(path: str) -> list[Node]:
            asked.clear()
            assert crowded.get(path).status_code in (200, 404)
            plans = [rows.value("EXPLAIN (ANALYZE, FORMAT JSON) " + text.replace("%", "%%")) for text in asked]
            return [node for plan in plans for node in nodes_of(plan[0]["Plan"])]

        yield nodes


def nodes_of(plan: Node) -> Iterator[Node]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes_of(child)


def indexes(nodes: list[Node]) -> set[str]:
    return {node["Index Name"] for node in nodes if "Index Name" in node}


def assert_nothing_is_walked(nodes: list[Node]) -> None:
    """No table is read from end to end and nothing large is sorted; totals are counted in an index alone."""
    for node in nodes:
        assert not (node["Node Type"] == "Seq Scan" and node["Actual Rows"] > 100), node
        assert not (node["Node Type"] == "Sort" and node["Actual Rows"] > 100), node
        assert node["Node Type"] not in ("Index Scan", "Bitmap Heap Scan") or node["Actual Rows"] <= 2_000, node


@pytest.mark.parametrize(
    ("path", "index"),
    [
        ("/blog/articles", "idx_articles_published_at"),
        ("/blog/articles?sort=views", "idx_articles_view_count"),
        ("/api/blog/posts", "idx_articles_published_at"),
        ("/api/blog/posts/featured", "idx_articles_view_count"),
        ("/api/blog/posts/artigo-77", "uq_articles_blog_id_slug"),
        ("/blog/articles/artigo-77", "uq_articles_blog_id_slug"),
        ("/blog/feed.xml", "idx_articles_published_at"),
        ("/blog/articles?q=palavra400+palavra20", "idx_articles_search"),
        ("/blog/search?q=palavra400+palavra20", "idx_articles_search"),
        ("/blog/search?q=tulo+19999", "idx_articles_title_pieces"),
    ],
)
def test_a_list_reads_its_index(explain: Explain, path: str, index: str) -> None:
    nodes = explain(path)
    assert index in indexes(nodes)
    assert_nothing_is_walked(nodes)


def test_an_unknown_slug_costs_two_lookups(explain: Explain) -> None:
    nodes = explain("/api/blog/posts/analise-de-nada")
    assert "uq_articles_blog_id_slug" in indexes(nodes)
    assert_nothing_is_walked(nodes)
    assert sum(node["Actual Rows"] for node in nodes if "Relation Name" in node) <= 2


def test_a_deep_page_reads_what_the_first_reads(explain: Explain, crowded: Api) -> None:
    def rows_read(path: str) -> float:
        nodes = [node for node in explain(path) if node["Node Type"] == "Index Scan"]
        return float(sum(node["Actual Rows"] * node["Actual Loops"] for node in nodes))

    first = rows_read("/blog/articles?limit=20")
    reply = crowded.get("/blog/articles?limit=20&offset=99980&envelope=true")
    deep = rows_read(f"/blog/articles?limit=20&cursor={reply.headers['X-Next-Cursor']}")
    assert deep <= first + 20


def test_related_articles_look_at_a_bounded_part_of_a_category(explain: Explain) -> None:
    nodes = explain("/blog/articles/artigo-77/related")
    assert max(node["Actual Rows"] for node in nodes if node.get("Relation Name") == "articles") <= 50


@pytest.mark.parametrize(
    ("path", "statements"),
    [
        ("/blog/articles?limit=100", 2),
        ("/blog/articles?limit=1", 2),
        ("/api/blog/posts?limit=200", 2),
        ("/api/blog/posts/artigo-77", 2),
        ("/blog/search?q=palavra400", 2),
        ("/blog/feed.json", 3),
    ],
)
def test_the_number_of_statements_does_not_depend_on_the_rows(
    crowded: Api, monkeypatch: pytest.MonkeyPatch, path: str, statements: int
) -> None:
    asked: list[str] = []
    execute = Connection._execute

    def remember(self: Connection, statement: str | Prepared, parameters: Any) -> Any:
        asked.append(str(statement))
        return execute(self, statement, parameters)

    monkeypatch.setattr(Connection, "_execute", remember)
    assert crowded.get(path).status_code == 200
    assert len(asked) == statements


def test_a_search_for_common_words_ranks_a_bounded_number_of_the_newest(crowded: Api, explain: Explain) -> None:
    path = "/blog/search?q=palavra0&limit=10"
    reply = crowded.get(f"{path}&envelope=true")
    assert reply.get_json()["pagination"]["total"] == 1_000
    assert all("<mark>" in str(hit["highlights"]) for hit in reply.get_json()["data"])
    assert min(hit["date"] for hit in reply.get_json()["data"]) > "2025"
    for place in ("", "&offset=900"):
        read = [node for node in explain(path + place) if node["Node Type"] in ("Bitmap Heap Scan", "Index Scan")]
        assert max(node["Actual Rows"] for node in read) <= 4_000
    assert crowded.get(f"{path}&offset=1000").get_json() == []
