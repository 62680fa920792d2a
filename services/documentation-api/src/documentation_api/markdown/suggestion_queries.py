"""SQL of titles by their beginning, by the beginning of a word, and by likeness."""

from dataclasses import dataclass
from typing import Any

from documentation_api.markdown.search_text import text_after
from suite.database import Connection

MOST_ALIKE = 200
# Of a short word a single run of letters has to do, which many documents hold.
MOST_LOOKED_AT = 2_000
# So many titles with a word that begins as typed are put in order; with further words in them, of MOST_LOOKED_AT.
MOST_BEGUN = 50
_COLUMNS = "d.id, d.title, d.domain, d.type, d.path"
SELECT_TITLES = f"""
(SELECT 0 AS place, {_COLUMNS} FROM documentation_docs AS d
  WHERE d.title_key ~>=~ %(key)s AND d.title_key ~<~ %(key_end)s
  ORDER BY d.title_key USING ~<~, d.id LIMIT %(limit)s)
UNION ALL
(SELECT 1, {_COLUMNS}
   FROM (SELECT DISTINCT document_id
           FROM (SELECT document_id FROM documentation_title_words
                  WHERE word >= %(word)s AND word < %(word_end)s
                  ORDER BY word, document_id LIMIT %(looked_at)s) AS first) AS begun
   JOIN documentation_docs AS d ON d.id = begun.document_id
  WHERE ' ' || d.title_key LIKE ALL (%(others)s::text[])
  ORDER BY d.title, d.id LIMIT %(limit)s)
 ORDER BY place, title, id
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


def titles_statement(words: list[str], limit: int) -> tuple[str, dict[str, Any]]:
    """The statement and values of select_titles."""
    key, longest = " ".join(words), max(words, key=len)
    others = [f"% {word}%" for word in words if word != longest]
    values = {
        "key": key, "key_end": text_after(key), "word": longest, "word_end": text_after(longest), "others": others,
        "looked_at": MOST_LOOKED_AT if others else MOST_BEGUN, "limit": limit,
    }  # fmt: skip
    return SELECT_TITLES, values


def select_titles(connection: Connection, words: list[str], limit: int) -> list[Titled]:
    """Documents whose folded title begins with the words, then those in whose titles each of them begins a word."""
    rows = connection.rows(*titles_statement(words, limit))
    return list(dict.fromkeys(Titled(*row[1:]) for row in rows))[:limit]


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
