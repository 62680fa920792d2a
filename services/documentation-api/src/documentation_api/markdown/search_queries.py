"""SQL of search and facets."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from documentation_api.markdown.filters import BEGUN, TERMS, WANTED, condition, score
from documentation_api.markdown.schemas import Filters
from documentation_api.markdown.search_text import SearchText
from suite.database import Connection, Prepared

Remember = Callable[[Callable[[], int]], int]
MOST_TAGS = 50
# As much of a body as is looked through for a snippet.
SNIPPET_CHARACTERS = 20_000
_SHOWN = """d.id, d.title, d.domain, d.type, d.tags, d.status, d.path, d.summary, d.headings,
    left(d.body, %(snippet)s)"""
# Ranking reads the vectors of a document: of a broad search only so many are ranked, those first in whose titles a
# wanted word begins. A page beyond them ranks as many as any page can ask for.
MOST_RANKED, MOST_PAGED = 1_000, 10_200
# The page is found before the wide columns of its rows are read. Of a broad search no more documents are visited than
# are ranked: the total is NULL then, and counted by itself.
_PAGE = """
WITH {begun}, {wanted}, {terms},
matched AS MATERIALIZED (SELECT d.id FROM documentation_docs AS d WHERE {condition} LIMIT %(ranked)s + 1),
size AS MATERIALIZED (SELECT count(*) AS found, count(*) > %(ranked)s AS is_broad FROM matched),
titled AS MATERIALIZED (
    SELECT d.id
      FROM (SELECT DISTINCT named.document_id
              FROM unnest(%(begun)s::text[], %(begun_end)s::text[]) AS asked (word, word_end)
             CROSS JOIN LATERAL (SELECT document_id FROM documentation_title_words
                                  WHERE word >= asked.word AND word < asked.word_end
                                  ORDER BY word, document_id LIMIT %(ranked)s) AS named
             WHERE (SELECT is_broad FROM size)) AS first
      JOIN documentation_docs AS d ON d.id = first.document_id
     WHERE {condition} LIMIT %(ranked)s),
candidates AS MATERIALIZED (
    SELECT id FROM titled UNION ALL SELECT id FROM matched WHERE id NOT IN (SELECT id FROM titled) LIMIT %(ranked)s),
ranked AS MATERIALIZED (
    SELECT d.id, d.title, {score} AS score FROM candidates JOIN documentation_docs AS d ON d.id = candidates.id),
page AS (SELECT id, title, score FROM ranked ORDER BY score DESC, title, id LIMIT %(limit)s OFFSET %(offset)s)
SELECT CASE WHEN NOT size.is_broad THEN size.found END, page.score::float8, {shown}
  FROM size LEFT JOIN (page JOIN documentation_docs AS d ON d.id = page.id) ON true
 ORDER BY page.score DESC, page.title, page.id
"""
_LIST = """
WITH {begun}, page AS (SELECT d.id FROM documentation_docs AS d WHERE {condition}
               ORDER BY d.title, d.id LIMIT %(limit)s OFFSET %(offset)s)
SELECT counted.total, 1::float8, {shown}
  FROM (SELECT count(*) AS total FROM documentation_docs AS d WHERE {condition}) AS counted
  LEFT JOIN (page JOIN documentation_docs AS d ON d.id = page.id) ON true
 ORDER BY d.title, d.id
"""
_FACETS = """
WITH {begun}, matched AS MATERIALIZED (
    SELECT d.domain, d.type, d.status, d.tags FROM documentation_docs AS d WHERE {condition})
SELECT CASE WHEN grouping(domain) = 0 THEN 'domains' WHEN grouping(type) = 0 THEN 'types' ELSE 'statuses' END,
       coalesce(domain, type, status), count(*)
  FROM matched GROUP BY GROUPING SETS ((domain), (type), (status))
UNION ALL
(SELECT 'tags', tag, count(*) FROM matched, unnest(tags) AS tag GROUP BY tag ORDER BY 3 DESC, 2 LIMIT %(most_tags)s)
"""
_COUNT = "WITH {begun} SELECT count(*) FROM documentation_docs AS d WHERE {condition}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found; `headings` one a line, `body` its beginning."""

    score: float
    id: str
    title: str
    domain: str
    type: str
    tags: list[str]
    status: str
    path: str
    summary: str
    headings: str
    body: str


def search_statement(
    search: SearchText | None, filters: Filters, limit: int, offset: int
) -> tuple[str, dict[str, Any]]:
    """The statement and values of select_hits."""
    where, values = condition(search, filters)
    template = _PAGE if search and search.alternatives else _LIST
    statement = template.format(condition=where, score=score(), shown=_SHOWN, terms=TERMS, begun=BEGUN, wanted=WANTED)
    ranked = MOST_RANKED if offset + limit <= MOST_RANKED else MOST_PAGED
    paging = {"limit": limit, "offset": offset, "snippet": SNIPPET_CHARACTERS, "ranked": ranked}
    return statement, {**values, **paging}


# Parameters of a search for so many words at most, without anything else.
MOST_PREPARED_WORDS = 6
_TYPES = {
    **dict.fromkeys(("begun", "begun_end", "begun_spelled"), "text[]"),
    **dict.fromkeys(("term_beginnings", "term_folded", "term_restored", "term_words", "term_names"), "text[]"),
    **dict.fromkeys(("wanted_beginnings", "wanted_folded", "wanted_restored", "title_key"), "text"),
    **dict.fromkeys(("ranked", "limit", "offset", "snippet"), "integer"),
}


@lru_cache(maxsize=MOST_PREPARED_WORDS)
def prepared_page(statement: str, words: int) -> Prepared:
    """The statement of a search for so many words, to be planned once a connection."""
    return Prepared(f"search_for_{words}_words", statement, **_TYPES)


def is_plain(search: SearchText | None, filters: Filters) -> bool:
    """Whether all that is asked for is that some words are there."""
    return (
        search is not None
        and len(search.alternatives) == 1
        and not search.excluded
        and filters.shown() == {}
        and len(search.alternatives[0]) == len(search.beginnings) <= MOST_PREPARED_WORDS
    )


def select_hits(
    connection: Connection,
    search: SearchText | None,
    filters: Filters,
    *,
    limit: int,
    offset: int,
    remember: Remember = lambda count: count(),
) -> tuple[int, list[Hit]]:
    """How many documents match, and a page of them: best first, or by title without a search text.

    `remember` may know how many a broad search finds; else it has them counted.
    """
    statement, values = search_statement(search, filters, limit, offset)
    plain = prepared_page(statement, len(search.beginnings)) if search and is_plain(search, filters) else None
    rows = connection.rows(plain or statement, values)
    total = rows[0][0]
    if total is None and search is not None:
        total = remember(lambda: count_matches(connection, search, filters))
    return total, [Hit(*row[1:]) for row in rows if row[2] is not None]


def facets_statement(search: SearchText | None, filters: Filters) -> tuple[str, dict[str, Any]]:
    """The statement and values of select_facets."""
    where, values = condition(search, filters)
    return _FACETS.format(condition=where, begun=BEGUN), {**values, "most_tags": MOST_TAGS}


def select_facets(
    connection: Connection, search: SearchText | None, filters: Filters
) -> dict[str, list[dict[str, Any]]]:
    """Counts of the matching documents by domain, type, tag and status: most frequent first, then by value."""
    facets: dict[str, list[dict[str, Any]]] = {"domains": [], "types": [], "tags": [], "statuses": []}
    for name, value, count in connection.rows(*facets_statement(search, filters)):
        facets[name].append({"value": value, "count": count})
    for counts in facets.values():
        counts.sort(key=lambda entry: (-entry["count"], entry["value"]))
    return facets


def count_matches(connection: Connection, search: SearchText, filters: Filters) -> int:
    """How many documents match."""
    where, values = condition(search, filters)
    return int(connection.value(_COUNT.format(condition=where, begun=BEGUN), values))
