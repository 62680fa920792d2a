"""SQL of titles by their beginning, by the beginning of a word, and by likeness."""

from dataclasses import dataclass
from typing import Any

from suite.database import Connection

MOST_ALIKE = 200
# Of a short word a single run of letters has to do, which many documents hold.
MOST_LOOKED_AT = 2_000
_COLUMNS = "d.id, d.title, d.domain, d.type, d.path"
SELECT_BY_BEGINNING = f"""
SELECT {_COLUMNS} FROM documentation_docs AS d WHERE d.title_key LIKE %(pattern)s ORDER BY d.title, d.id LIMIT %(limit)s
"""
SELECT_BY_WORD = f"""
SELECT {_COLUMNS}
  FROM (SELECT * FROM documentation_docs AS d
         WHERE to_tsvector('simple'::regconfig, d.title_key) @@ to_tsquery('simple'::regconfig, %(words)s)
         LIMIT %(looked_at)s) AS d
 ORDER BY d.title, d.id LIMIT %(limit)s
"""
_ALIKE = """
SELECT {columns}, d.headings, d.tags, d.summary
  FROM (SELECT * FROM documentation_docs AS d WHERE {condition} LIMIT %(looked_at)s) AS d
 ORDER BY (SELECT count(*) FROM unnest(d.trigrams) AS gram WHERE gram = ANY(%(grams)s::text[])) DESC, d.title, d.id
 LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Titled:
    """A document by its title."""

    id: str
    title: str
    domain: str
    type: str
    path: str


@dataclass(frozen=True, slots=True)
class Alike(Titled):
    """A document that shares trigrams with what was typed."""

    headings: str
    tags: list[str]
    summary: str


def select_by_beginning(connection: Connection, key: str, limit: int) -> list[Titled]:
    """Documents whose folded title begins with `key`."""
    return [Titled(*row) for row in connection.rows(SELECT_BY_BEGINNING, {"pattern": f"{key}%", "limit": limit})]


def select_by_word(connection: Connection, words: list[str], limit: int) -> list[Titled]:
    """Documents in whose titles every one of the folded words begins a word."""
    text = " & ".join(f"'{word}':*" for word in words)
    values = {"words": text, "limit": limit, "looked_at": MOST_LOOKED_AT}
    return [Titled(*row) for row in connection.rows(SELECT_BY_WORD, values)]


def alike_statement(segments: list[list[list[str]]], grams: list[str]) -> tuple[str, dict[str, Any]]:
    """The statement and values of select_alike."""
    values: dict[str, Any] = {"grams": grams, "most": MOST_ALIKE, "looked_at": MOST_LOOKED_AT}
    words = []
    for number, choices in enumerate(segments):
        keys = {f"grams_{number}_{part}": segment for part, segment in enumerate(choices)}
        values |= keys
        words.append(" OR ".join(f"d.trigrams @> %({key})s::text[]" for key in keys))
    return _ALIKE.format(columns=_COLUMNS, condition=" OR ".join(words)), values


def select_alike(connection: Connection, segments: list[list[list[str]]], grams: list[str]) -> list[Alike]:
    """Documents that hold a whole segment of at least one word in title, headings or tags; most shared first.

    `segments` are the groups of trigrams of each word, `grams` all of them.
    """
    if not segments:
        return []
    return [Alike(*row) for row in connection.rows(*alike_statement(segments, grams))]
