"""Words, accents, beginnings, phrases, alternatives, exclusions, filters, scores, marks."""

from typing import Any

import pytest
from docs_portal import Portal

TEXTS = {
    "api/guia.md": ("Guia de documentação", "Como escrever a documentação do portal. Ordens e posições.", "api"),
    "api/ordem.md": ("Livro de ofertas", "A ordem limitada entra no livro; ordens a mercado não.", "api"),
    "web/partitions.md": ("Time partitions", "Tables are partitioned by day. Drop old partitions early.", "web"),
    "web/retention.md": ("Retention", "A partition is dropped when the table is large and old.", "web"),
    "web/code.md": ("Configuração", "Set `cairo.max.uncommitted_rows` to <b>5</b> & more.", "web"),
}


@pytest.fixture
def library(portal: Portal) -> Portal:
    for rel_path, (title, body, domain) in TEXTS.items():
        portal.write(rel_path, body, title=title, domain=domain, tags=f"[{domain}, texto]")
    portal.run()
    return portal


@pytest.mark.parametrize("typed", ["documentacao", "Documentação", "DOCUMENTAÇÃO", "documentac\u0327a\u0303o"])
def test_accents_and_case_never_matter(library: Portal, typed: str) -> None:
    assert library.ask("search", q=typed)["results"] == library.ask("search", q="documentação")["results"]
    assert library.found(typed) == ["api-guia"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("docum", {"api-guia"}),
        ("documentações", {"api-guia"}),
        ("documentacoes", {"api-guia"}),
        ("posicao", {"api-guia"}),
        ("ordem", {"api-ordem", "api-guia"}),
        ("ofertar", {"api-ordem"}),
        ("partitioning", {"web-partitions", "web-retention"}),
        ("dropping tables", {"web-partitions", "web-retention"}),
        ("partition large", {"web-retention"}),
        ('"old partitions"', {"web-partitions"}),
        ('"partitions old"', set()),
        ("partition -large", {"web-partitions"}),
        ("partition -tables", set()),
        ("ofertas or retention", {"api-ordem", "web-retention"}),
        ("ofertas large or retention", {"web-retention"}),
        ("uncommitted", {"web-code"}),
        ("cairo.max.uncommitted_rows", {"web-code"}),
        ("cairo.uncommitted", set()),
        ("texto", {"api-guia", "api-ordem", "web-partitions", "web-retention", "web-code"}),
        ("!!", set()),
        ("' or 1=1 --", set()),
        ("x'); drop table documentation_docs; --", set()),
    ],
)
def test_what_is_asked_decides_what_is_found(library: Portal, typed: str, found: set[str]) -> None:
    answer = library.ask("search", q=typed)
    assert {result["id"] for result in answer["results"]} == found
    assert answer["total"] == len(found)


def test_only_exclusions_find_everything_else(library: Portal) -> None:
    assert set(library.found("-partition")) == {"api-guia", "api-ordem", "web-code"}


def test_scores_differ_and_descend_and_the_very_title_is_one(library: Portal) -> None:
    results = library.ask("search", q="retention")["results"]
    assert [(result["id"], result["score"]) for result in results] == [("web-retention", 1.0)]
    scores = [result["score"] for result in library.ask("search", q="partition")["results"]]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 2 and all(0 < score < 1 for score in scores)


def test_a_result_has_the_keys_clients_read(library: Portal) -> None:
    answer = library.ask("search", q="ofertas", domain="api", _t="1")
    (result,) = answer["results"]
    assert set(result) == {
        "id", "title", "domain", "type", "tags", "status", "path", "summary", "score", "highlights",
    }  # fmt: skip
    assert (result["path"], result["tags"], result["type"]) == ("/docs/api/ordem", ["api", "texto"], "guide")
    assert answer["query"] == {"q": "ofertas", "filters": {"domain": "api"}}
    assert answer["did_you_mean"] is None


def test_matches_are_marked_in_escaped_html(library: Portal) -> None:
    (result,) = library.ask("search", q="CONFIGURACAO")["results"]
    assert result["highlights"]["title"] == "<mark>Configuração</mark>"
    (result,) = library.ask("search", q="more")["results"]
    assert "&amp; <mark>more</mark>" in result["highlights"]["snippet"]
    assert "<b>" not in result["highlights"]["snippet"]


def test_a_snippet_is_short_and_where_the_words_are(portal: Portal) -> None:
    portal.write("long.md", "início " * 400 + "alvo certeiro " + "fim " * 400, title="Longo")
    portal.run()
    (result,) = portal.ask("search", q="alvo certeiro")["results"]
    snippet = result["highlights"]["snippet"]
    assert "<mark>alvo</mark> <mark>certeiro</mark>" in snippet
    assert len(snippet.replace("<mark>", "").replace("</mark>", "")) <= 240


def test_without_words_all_documents_come_by_title_with_score_one(library: Portal) -> None:
    answer = library.ask("search", limit=2, offset=1)
    assert answer["total"] == len(TEXTS)
    assert [(result["title"], result["score"]) for result in answer["results"]] == [
        ("Guia de documentação", 1),
        ("Livro de ofertas", 1),
    ]


def test_pages_do_not_overlap_and_the_total_is_that_of_all(library: Portal) -> None:
    pages = [library.ask("search", q="texto", limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert {page["total"] for page in pages} == {5}
    ids = [result["id"] for page in pages for result in page["results"]]
    assert len(ids) == len(set(ids)) == 5


def test_filters_are_anded(library: Portal) -> None:
    assert library.ask("search", domain="api", tags="texto,api")["total"] == 2
    assert library.ask("search", domain="api", tags="texto,web")["total"] == 0
    assert library.ask("search", type="guide", status="active", q="partition")["total"] == 2
    assert library.ask("search", tags="TEXTO")["total"] == 5
    assert library.ask("search", domain="unknown")["total"] == 0


def test_facets_count_what_the_search_finds(library: Portal) -> None:
    facets = library.ask("facets", q="partition or ofertas")["facets"]
    assert facets["domains"] == [{"value": "web", "count": 2}, {"value": "api", "count": 1}]
    assert facets["types"] == [{"value": "guide", "count": 3}]
    assert facets["statuses"] == [{"value": "active", "count": 3}]
    assert facets["tags"][0] == {"value": "texto", "count": 3}
    for facet, name in (("domains", "domain"), ("tags", "tags")):
        for entry in facets[facet]:
            answer = library.ask("search", q="partition or ofertas", **{name: entry["value"]})
            assert answer["total"] == entry["count"]


def test_a_mistyped_word_is_mended_and_finds_nothing_by_itself(library: Portal) -> None:
    answer = library.ask("search", q="partitoins")
    assert (answer["total"], answer["did_you_mean"]) == (0, "partitions")
    assert library.ask("search", q="xyzzyplugh")["did_you_mean"] is None


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("li", ["Livro de ofertas"]),
        ("livro de of", ["Livro de ofertas"]),
        ("DOCUMENTAÇ", ["Guia de documentação"]),
        ("retenton", ["Retention"]),
        ("%%", []),
        ("li%", ["Livro de ofertas"]),
    ],
)
def test_titles_are_offered_while_typing(library: Portal, typed: str, titles: list[str]) -> None:
    assert [suggestion["text"] for suggestion in library.ask("suggest", q=typed)["suggestions"]] == titles


def test_hybrid_search_forgives_and_weighs(library: Portal) -> None:
    answer = library.ask("search-hybrid", q="partitoins")
    (result,) = answer["results"]
    assert (result["title"], result["source"], answer["collection"]) == ("Time partitions", "ngram", "documentation")
    assert result["components"]["lexical"] == 0 < result["components"]["semantic"] < 1
    words = library.ask("search-hybrid", q="retention", alpha=0)["results"][0]
    assert (words["source"], words["score"], words["url"]) == ("hybrid", 1, "/docs/web/retention")
    assert library.ask("search-hybrid", q="retention")["alpha"] == 0.65


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("search", {"q": "x"}),
        ("search", {"q": ""}),
        ("search", {"q": "a" * 201}),
        ("search", {"domain": "a b"}),
        ("search", {"type": "A"}),
        ("search", {"limit": "0"}),
        ("search", {"limit": "101"}),
        ("search", {"limit": "ten"}),
        ("search", {"offset": "10001"}),
        ("search", {"offset": "-1"}),
        ("search", {"q": "nul\x00"}),
        ("facets", {"q": "a" * 201}),
        ("suggest", {}),
        ("suggest", {"q": ""}),
        ("suggest", {"q": "ab", "limit": "11"}),
        ("search-hybrid", {}),
        ("search-hybrid", {"q": "ab", "alpha": "1.1"}),
        ("search-hybrid", {"q": "ab", "alpha": "nan"}),
        ("search-hybrid", {"q": "ab", "limit": "51"}),
    ],
)
def test_bad_parameters_are_refused_by_name(portal: Portal, path: str, query: dict[str, Any]) -> None:
    reply = portal.get(f"/api/v1/docs/{path}", query_string=query)
    assert reply.status_code == 400
    body = reply.get_json()
    assert body["success"] is False and body["error"]


def test_searches_are_counted_by_text(library: Portal) -> None:
    for typed in ("Ordem", "ordem", "nada disso"):
        library.found(typed)
    stats = library.ask("stats")["stats"]
    assert stats["zeroResultQueries"] == [{"query": "nada disso", "count": 1}]
    assert stats["popularQueries"] == [{"query": "ordem", "count": 2}, {"query": "nada disso", "count": 1}]


def test_searches_have_metrics_with_bounded_labels(library: Portal) -> None:
    library.ask("search", q="ordem", domain="api", tags="texto")
    library.ask("search", q="nada disso", domain="inexistente")
    library.ask("facets", domain="api")
    text = library.get("/metrics").get_data(as_text=True)
    for line in (
        "docs_search_requests_total 2.0",
        "docs_search_zero_results_total 1.0",
        "docs_facet_requests_total 1.0",
        'docs_search_filters_used_total{filter_type="domain"} 3.0',
        'docs_faceted_search_requests_total{domain="other",status="none",tags_count="0",type="none"} 1.0',
        'docs_popular_tags{tag="texto"} 1.0',
        "docs_search_duration_seconds_count 2.0",
    ):
        assert line in text
