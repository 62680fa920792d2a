"""Facets are kept: they cost no query while the index is the same, and a run that changes it ends them everywhere."""

from typing import Any

import pytest
from docs_portal import Portal

from documentation_api.markdown import search_queries
from documentation_api.markdown.cached_counts import DOCUMENTS
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase

PATIENCE_SECONDS = 60


def domains(portal: Portal, **query: Any) -> dict[str, int]:
    """Value → how many documents have it."""
    return {entry["value"]: entry["count"] for entry in portal.ask("facets", **query)["facets"]["domains"]}


def hits(portal: Portal) -> int:
    """Answers that came from the cache so far."""
    return int(portal.service.cache.stats()["hits"])


def kept(portal: Portal, **query: Any) -> bool:
    """Whether the second of two questions in a row was answered by the cache."""
    domains(portal, **query)
    before = hits(portal)
    domains(portal, **query)
    return hits(portal) - before == 1


def test_the_same_question_is_answered_by_the_cache(portal: Portal) -> None:
    portal.write("one.md", "mercado", title="Um", domain="a")
    portal.run()
    assert wait_until(lambda: kept(portal), PATIENCE_SECONDS)
    assert domains(portal) == {"a": 1}


def test_questions_are_kept_apart(portal: Portal) -> None:
    portal.write("one.md", "mercado", title="Um", domain="a")
    portal.write("two.md", "fila", title="Dois", domain="b")
    portal.run()
    for query, expected in (({}, {"a": 1, "b": 1}), ({"q": "mercado"}, {"a": 1}), ({"domain": "b"}, {"b": 1})):
        assert wait_until(lambda query=query: kept(portal, **query), PATIENCE_SECONDS)
        found = domains(portal, **query)
        assert {name: found[name] for name in expected} == expected


def test_a_run_elsewhere_that_changes_the_index_ends_what_is_kept(portal: Portal, open_portal: Any) -> None:
    portal.write("one.md", "texto", title="Um", domain="a")
    portal.run()
    assert wait_until(lambda: kept(portal), PATIENCE_SECONDS)
    portal.write("two.md", "texto", title="Dois", domain="b")
    open_portal(docs_dir=str(portal.folder)).run()
    assert wait_until(lambda: domains(portal) == {"a": 1, "b": 1}, PATIENCE_SECONDS)


def test_a_run_that_changes_nothing_leaves_what_is_kept(portal: Portal, docs_database: TestDatabase) -> None:
    portal.write("one.md", "texto", title="Um", domain="a")
    portal.run()
    before = version(docs_database)
    portal.run()
    assert version(docs_database) == before
    portal.write("one.md", "texto", title="Um outro", domain="a")
    portal.run()
    assert version(docs_database) > before


def version(database: TestDatabase) -> int:
    """When what is kept was last out of date."""
    with database.connect(schema="documentation") as admin, admin.cursor() as cursor:
        cursor.execute("SELECT version FROM cache_versions WHERE name = %s", (DOCUMENTS,))
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def test_without_a_life_nothing_is_kept(open_portal: Any) -> None:
    portal: Portal = open_portal(cache_ttl_seconds=0)
    portal.write("one.md", "texto", title="Um", domain="a")
    portal.run()
    assert domains(portal) == domains(portal) == {"a": 1}
    assert hits(portal) == 0


def test_the_total_of_a_broad_search_is_that_of_all_and_counted_once(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_queries, "MOST_RANKED", 3)
    for number in range(8):
        portal.write(f"{number}.md", "mercado", title=f"Texto {number}", domain="a" if number else "b")
    portal.write("8.md", "outro", title="Mercados", domain="a")
    portal.run()
    assert portal.ask("search", q="mercado", limit=2)["results"][0]["id"] == "8"
    counts: list[str] = []
    count = search_queries.count_matches
    monkeypatch.setattr(search_queries, "count_matches", lambda *given: counts.append("counted") or count(*given))

    def is_remembered() -> bool:
        counts.clear()
        totals = [portal.ask("search", q="mercado", limit=1, offset=offset)["total"] for offset in (0, 1, 2)]
        assert totals == [9, 9, 9]
        return counts == []

    assert wait_until(is_remembered, PATIENCE_SECONDS)
    assert portal.ask("search", q="mercado", domain="a")["total"] == 8
    assert portal.ask("search", q="mercado", domain="b")["total"] == 1
    portal.write("9.md", "mercado", title="Novo", domain="a")
    portal.run()
    assert wait_until(lambda: portal.ask("search", q="mercado")["total"] == 10, PATIENCE_SECONDS)


def test_pages_of_a_broad_search_do_not_overlap(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_queries, "MOST_RANKED", 4)
    for number in range(9):
        portal.write(f"{number}.md", "mercado " * (number + 1), title=f"Texto {number}")
    portal.run()
    pages = [portal.ask("search", q="mercado", limit=2, offset=offset)["results"] for offset in (0, 2)]
    assert len({result["id"] for page in pages for result in page}) == 4
