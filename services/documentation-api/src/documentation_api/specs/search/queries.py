"""SQL of the search over specs."""

from typing import Any

from documentation_api.markdown.search_text import SearchText
from suite.database import Connection

SHOWN_DESCRIPTION = 500
# Weights of D, C, B, A; ranks divided by 1 + log of the length, then mapped to 0–1.
_RANK = "ts_rank_cd('{{0.1, 0.2, 0.5, 1.0}}', e.{column}, to_tsquery('pg_catalog.{language}', %({words})s), 1 | 32)"
_SIMPLE = _RANK.format(column="tsv_simple", language="simple", words="wanted_simple")
_ENGLISH = _RANK.format(column="tsv_en", language="english", words="wanted")
_MATCHES = """(e.tsv_simple @@ to_tsquery('pg_catalog.simple', %({kind}_simple)s)
            OR e.tsv_en @@ to_tsquery('pg_catalog.english', %({kind})s))"""
_SOURCE = """documentation_spec_entries AS e
  JOIN documentation_spec_versions AS v ON v.id = e.spec_version_id
  JOIN documentation_specs AS s ON s.id = v.spec_id"""
_SEARCH = """
WITH matched AS MATERIALIZED (
    SELECT e.spec_version_id, e.entry_id, s.name || ':' || e.entry_id AS id, e.title,
           CASE WHEN e.title_key = %(title_key)s THEN 1
                ELSE round(greatest({simple}, {english})::numeric, 4) END AS score
      FROM {source} WHERE {condition}),
page AS (SELECT * FROM matched ORDER BY score DESC, title, id LIMIT %(limit)s OFFSET %(offset)s)
SELECT counted.total, page.id, e.type, e.title, left(e.description, {shown}), e.path, e.method, e.source, v.version,
       page.score::float8, s.name
  FROM (SELECT count(*) AS total FROM matched) AS counted
  LEFT JOIN (page JOIN {source} ON e.spec_version_id = page.spec_version_id AND e.entry_id = page.entry_id) ON true
 ORDER BY page.score DESC, page.title, page.id
"""
_KEYS = ("id", "type", "title", "description", "path", "method", "source", "version", "score", "spec")
_SUGGEST = f"""
SELECT title, type, source, version FROM (
    SELECT DISTINCT ON (e.title) e.title, e.type, e.source, v.version,
           CASE WHEN e.title_key LIKE %(beginning)s THEN 0 ELSE 1 END AS place
      FROM {_SOURCE}
     WHERE v.is_current AND (e.title_key LIKE %(beginning)s
           OR e.tsv_simple @@ to_tsquery('pg_catalog.simple', %(words)s))
     ORDER BY e.title, s.name, e.entry_id) AS found
 ORDER BY place, title LIMIT %(limit)s
"""


def lock_entries(connection: Connection) -> None:
    """Wait until nobody else cuts all versions into pieces: each would store the same ones."""
    connection.value("SELECT pg_advisory_xact_lock(hashtextextended('documentation_spec_entries', 0))")


def select_hits(
    connection: Connection, search: SearchText, filters: dict[str, Any], *, limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """How many pieces match, and a page of them, best first. Without a version: the latest stable of every spec."""
    clauses = ["v.version = %(version)s" if "version" in filters else "v.is_current"]
    clauses += [f"e.{name} = %({name})s" for name in ("type", "source") if name in filters]
    clauses += [_MATCHES.format(kind="wanted")] if search.alternatives else []
    clauses += ["NOT " + _MATCHES.format(kind="unwanted")] if search.excluded else []
    if not search.alternatives:
        clauses.append("false")
    statement = _SEARCH.format(
        simple=_SIMPLE, english=_ENGLISH, source=_SOURCE, condition=" AND ".join(clauses), shown=SHOWN_DESCRIPTION
    )
    values = {
        "wanted": search.wanted(),
        "wanted_simple": search.wanted(beginnings=True),
        "unwanted": search.unwanted(),
        "unwanted_simple": search.unwanted(),
        "title_key": search.folded,
        "limit": limit,
        "offset": offset,
    }
    rows = connection.rows(statement, {**values, **filters})
    return rows[0][0], [dict(zip(_KEYS, row[1:], strict=True)) for row in rows if row[1] is not None]


def select_suggestions(connection: Connection, words: tuple[str, ...], limit: int) -> list[dict[str, Any]]:
    """Titles that begin with the folded words, then those that hold words that begin so."""
    values = {
        "beginning": " ".join(words) + "%",
        "words": " & ".join(f"'{word}':*" for word in words),
        "limit": limit,
    }
    keys = ("text", "type", "source", "version")
    return [dict(zip(keys, row, strict=True)) for row in connection.rows(_SUGGEST, values)]
