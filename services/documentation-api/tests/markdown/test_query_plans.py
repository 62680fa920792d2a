"""How many statements a search takes, and that none of them reads the whole table."""

from collections.abc import Callable
from typing import Any

import pytest
from docs_portal import Portal

from documentation_api.markdown.filters import INDEXED
from documentation_api.markdown.schemas import Filters
from documentation_api.markdown.search_queries import facets_statement, search_statement
from documentation_api.markdown.search_text import read_search
from documentation_api.markdown.suggestion_queries import alike_statement, titles_statement
from suite.settings import Secret
from suite.text.typos import gram_segments
from suite_ops.database.throwaway import free_port

Statement = tuple[str, dict[str, Any]]
ASKED = read_search('mercado "livro de ofertas" -gone')
STATEMENTS: dict[str, Callable[[], Statement]] = {
    "search": lambda: search_statement(ASKED, Filters(), 20, 0),
    "search with filters": lambda: search_statement(ASKED, Filters(domain="d1", tags=("t1",)), 20, 0),
    "facets": lambda: facets_statement(ASKED, Filters()),
    "titles": lambda: titles_statement(["ofer"], 5),
    "titles of two words": lambda: titles_statement(["livro", "ofer"], 5),
    "titles by likeness": lambda: alike_statement([gram_segments("ofretas")], ["ofr"]),
}
MOST = {"search?q=livro": 1, "search": 1, "facets?q=livro": 1, "suggest?q=livro": 1, "search-hybrid?q=livro": 2}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_search_reads_by_index_alone(portal: Portal, name: str) -> None:
    statement, values = STATEMENTS[name]()
    with portal.service.database.read(INDEXED) as connection:
        plan = "\n".join(row[0] for row in connection.rows(f"EXPLAIN {statement}", values))
    assert "Seq Scan" not in plan
    assert "idx_documentation_docs_" in plan


@pytest.mark.parametrize("path", MOST)
def test_a_search_takes_a_fixed_number_of_statements(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    counts = []
    for size in (1, 10):
        for number in range(size):
            portal.write(f"{size}/{number}.md", "livro", title=f"Livro {size} {number}")
        portal.run()
        counts.append(count_statements(portal, path, monkeypatch))
    assert max(counts) <= MOST[path]


def test_without_a_database_searches_say_so(open_portal: Any) -> None:
    gone = Secret(f"postgresql://app_documentation:x@127.0.0.1:{free_port()}/gone")
    portal = open_portal(database_url=gone)
    for path in ("search?q=ab", "facets", "suggest?q=ab", "search-hybrid?q=ab", "content?path=a", "health/summary"):
        reply = portal.get(f"/api/v1/docs/{path}")
        assert (reply.status_code, reply.get_json()["error"]) == (503, "Database connection error"), path
    assert portal.post("/api/v1/docs/reindex").status_code == 503
    assert portal.get("/metrics").status_code == 200


def test_what_nobody_expected_is_named_after_the_route(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    for module, name in (("routes", "select_hits"), ("routes", "select_facets"), ("routes", "suggest_titles")):
        monkeypatch.setattr(f"documentation_api.markdown.{module}.{name}", fail)
    monkeypatch.setattr("documentation_api.markdown.index.run_index", fail)
    monkeypatch.setattr("documentation_api.markdown.index_routes.select_counts", fail)
    for method, path, error in (
        ("GET", "search?q=ab", "Search failed"),
        ("GET", "facets", "Facets computation failed"),
        ("GET", "suggest?q=ab", "Suggestion failed"),
        ("POST", "reindex", "Reindex failed"),
        ("GET", "stats", "Failed to get stats"),
    ):
        reply = portal.request(method, f"/api/v1/docs/{path}")
        assert (reply.status_code, reply.get_json()["error"]) == (500, error)
    assert "docs_search_errors_total 1.0" in portal.get("/metrics").get_data(as_text=True)


def count_statements(portal: Portal, path: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Statements of one request."""
    operations: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(portal.service.metrics, "observe_query", lambda name, *_: operations.append(name))
        assert portal.get(f"/api/v1/docs/{path}").status_code == 200
    return len(operations)
