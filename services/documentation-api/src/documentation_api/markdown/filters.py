"""Which documents a request means: the conditions that search and facets share."""

from typing import Any

from documentation_api.markdown.schemas import Filters
from documentation_api.markdown.search_text import SearchText

# Weights of body, headings, summary and tags, title. With PostgreSQL's own (0.1, 0.2, 0.4, 1) a word repeated in a
# long body beats the page that is about it.
WEIGHTS = "'{0.04, 0.3, 0.5, 1.0}'"
# Divided by 1 + log of the length, then mapped to 0–1.
NORMALISED = "1 | 32"
# The planner takes a detoasted tsvector for free. At 20 000 documents and 1 000 matches its sequential scan took
# 700 ms, the indexes 18.
INDEXED = {"enable_seqscan": "off"}
_QUERIES = {
    "tsv_pt": "to_tsquery('pg_catalog.portuguese', %({kind}_restored)s)",
    "tsv_en": "to_tsquery('pg_catalog.english', %({kind}_folded)s)",
    "tsv_pt_folded": "to_tsquery('pg_catalog.portuguese', %({kind}_restored)s)",
    "tsv_simple": "to_tsquery('pg_catalog.simple', %({kind}_beginnings)s)",
}


def matches(kind: str) -> str:
    """The condition that any vector holds what is wanted or unwanted."""
    return " OR ".join(f"d.{column} @@ {query.format(kind=kind)}" for column, query in _QUERIES.items())


def score() -> str:
    """0 to 1: the best rank of any vector; 1 for the very title."""
    # What tsv_pt holds tsv_pt_folded holds at the same places; ranking is most of the cost of a broad search.
    ranks = ", ".join(
        f"ts_rank_cd({WEIGHTS}, d.{column}, {query.format(kind='wanted')}, {NORMALISED})"
        for column, query in _QUERIES.items()
        if column != "tsv_pt"
    )
    return f"CASE WHEN d.title_key = %(title_key)s THEN 1 ELSE round(greatest({ranks})::numeric, 4) END"


def condition(search: SearchText | None, filters: Filters) -> tuple[str, dict[str, Any]]:
    """SQL condition over `documentation_docs AS d` and its values."""
    clauses: list[str] = []
    values: dict[str, Any] = {}
    for name in ("domain", "type", "status"):
        if (value := getattr(filters, name)) is not None:
            clauses.append(f"d.{name} = %({name})s")
            values[name] = value
    if filters.tags:
        clauses.append("d.tags @> %(tags)s::text[]")
        values["tags"] = list(filters.tags)
    if search is not None:
        clauses += search_clauses(search)
        values |= search_values(search)
    return " AND ".join(clauses) or "true", values


def search_clauses(search: SearchText) -> list[str]:
    """What a search text asks of a document; one without a word finds nothing."""
    clauses = []
    if search.alternatives:
        clauses.append(f"({matches('wanted')})")
    if search.excluded:
        clauses.append(f"NOT ({matches('unwanted')})")
    return clauses or ["false"]


def search_values(search: SearchText) -> dict[str, Any]:
    """Parameters of the clauses and of the score."""
    return {
        "wanted_restored": search.wanted(restored=True),
        "wanted_folded": search.wanted(),
        "wanted_beginnings": search.wanted(beginnings=True),
        "unwanted_restored": search.unwanted(restored=True),
        "unwanted_folded": search.unwanted(),
        "unwanted_beginnings": search.unwanted(),
        "title_key": search.folded,
    }
