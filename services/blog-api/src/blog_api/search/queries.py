"""SQL of the search with highlights."""

from datetime import datetime
from typing import Any, NamedTuple

from blog_api.articles.filters import QUERY
from suite.database import Connection, Prepared
from suite.dates import sql_date

START, STOP = "\x02", "\x03"
# Ranking reads the word positions of every candidate: 7 µs each where bodies are short, 30 µs at 600 words. Of more
# matches than this the newest are ranked.
MOST_RANKED = 1_000
# Where words are that common, so many of the newest articles are looked through for them, and then as many as should
# hold enough, with a margin.
FIRST_WINDOW, MARGIN = 4_000, 1.3
# Bodies are cut before they are marked: marking costs time for every character. The beginning is enough where a match
# is in it.
BEGINNING_CHARACTERS, MARKED_CHARACTERS = 4_000, 20_000
_PLAIN = (
    f"left(normalize(regexp_replace(article.content, '(<[^>]*>|[[:space:]])+', ' ', 'g'), NFKC), {MARKED_CHARACTERS})"
)
_OPTIONS = f'\'HighlightAll=true, StartSel="{START}", StopSel="{STOP}"\''
HIT_JSON = f"""json_build_object('id', article.id, 'title', article.title, 'slug', article.slug,
    'description', article.description, 'imageUrl', article.image_url, 'imageAlt', article.image_alt,
    'type', article.type, 'date', {sql_date("article.published_at")}, 'viewCount', article.view_count,
    'blogId', article.blog_id,
    'author', json_build_object('id', author.id, 'name', author.name),
    'category', json_build_object('id', category.id, 'title', category.title, 'slug', category.slug))"""

_FOUND = "SELECT id, published_at, search FROM searchable_articles WHERE blog_id = %(blog_id)s AND {condition}"
_WORDS = _FOUND.format(condition=f"search @@ {QUERY}")
# Stemming finds whole words; the pieces find a part of a title and words the dictionary drops.
_TITLES = _FOUND.format(condition="title_pieces @> pieces(fold(%(q)s)) AND strpos(title_folded, fold(%(q)s)) > 0")
_ALL = f"""matched AS MATERIALIZED (
    SELECT DISTINCT ON (id) * FROM (({_WORDS} LIMIT {MOST_RANKED + 1})
                          UNION ALL ({_TITLES} LIMIT {MOST_RANKED + 1})) AS either)"""
_NEWEST = f"""matched AS MATERIALIZED (
    SELECT * FROM (SELECT DISTINCT ON (id) * FROM ({_WORDS} AND published_at >= %(since)s
                                         UNION ALL {_TITLES} AND published_at >= %(since)s) AS either) AS found
     ORDER BY published_at DESC, id DESC LIMIT {MOST_RANKED})"""
_BEGINNING_MARKED, _WHOLE_MARKED = (
    f"ts_headline('portuguese', fold({text}), {QUERY}, {_OPTIONS})"
    for text in (f"left(plain.text, {BEGINNING_CHARACTERS})", "plain.text")
)
_HITS = f"""
WITH {{matched}},
page AS MATERIALIZED (
    SELECT id, row_number() OVER () AS place FROM (
        SELECT id FROM matched WHERE (SELECT count(*) FROM matched) <= {MOST_RANKED}
         ORDER BY ts_rank(search, {QUERY}) DESC, published_at DESC, id DESC
         LIMIT %(rows)s OFFSET %(offset)s) AS best)
SELECT counted.total, {HIT_JSON}, article.title, article.description, body.text,
       ts_headline('portuguese', article.title_folded, {QUERY}, {_OPTIONS}),
       ts_headline('portuguese', fold(article.description), {QUERY}, {_OPTIONS}), body.marked
  FROM (SELECT count(*) AS total FROM matched) AS counted
  LEFT JOIN (page JOIN visible_articles AS article ON article.id = page.id AND article.blog_id = %(blog_id)s
             JOIN authors AS author ON author.id = article.author_id AND author.blog_id = article.blog_id
             JOIN categories AS category
               ON category.id = article.category_id AND category.blog_id = article.blog_id) ON true
  -- OFFSET 0 keeps an expression from being copied to wherever its value is used.
  LEFT JOIN LATERAL (SELECT {_PLAIN} AS text OFFSET 0) AS plain ON true
  LEFT JOIN LATERAL (SELECT left(plain.text, {BEGINNING_CHARACTERS}) AS text,
                            {_BEGINNING_MARKED} AS marked OFFSET 0) AS beginning ON true
  LEFT JOIN LATERAL (
      SELECT beginning.text, beginning.marked
       WHERE strpos(beginning.marked, '{START}') > 0 OR length(plain.text) <= {BEGINNING_CHARACTERS}
      UNION ALL SELECT plain.text, {_WHOLE_MARKED} LIMIT 1) AS body ON true
 ORDER BY page.place
"""
# Planning it costs as much as running it.
SELECT_HITS = Prepared(
    "search_hits", _HITS.format(matched=_ALL), blog_id="integer", q="text", rows="integer", offset="integer"
)
# Planned each time: which index is worth it depends on the date.
SELECT_NEWEST_HITS = _HITS.format(matched=_NEWEST)
COUNT_SINCE = f"SELECT count(*) FROM ({_WORDS} AND published_at >= %(since)s LIMIT {MOST_RANKED}) AS found"
SELECT_SINCE = """SELECT published_at FROM visible_articles WHERE blog_id = %(blog_id)s
 ORDER BY published_at DESC, id DESC LIMIT 1 OFFSET %(window)s"""


class SearchHit(NamedTuple):
    """A found article: its JSON as parsed by the driver, its texts, and the folded texts with marks."""

    article: dict[str, Any]
    title: str
    description: str
    body: str
    marked_title: str
    marked_description: str
    marked_body: str


def select_hits(connection: Connection, blog_id: int, q: str, *, rows: int, offset: int) -> tuple[int, list[SearchHit]]:
    """Total, at most MOST_RANKED, and the best matches of a page, best first."""
    parameters: dict[str, Any] = {"blog_id": blog_id, "q": q, "rows": rows, "offset": offset}
    found = connection.rows(SELECT_HITS, parameters)
    if found[0][0] > MOST_RANKED:
        since = find_since(connection, parameters)
        found = connection.rows(SELECT_NEWEST_HITS, {**parameters, "since": since})
    return found[0][0], [SearchHit(*row[1:]) for row in found if row[2] is not None]


def find_since(connection: Connection, parameters: dict[str, Any]) -> datetime | str:
    """A date that has MOST_RANKED matches after it, or the beginning of time."""
    window = FIRST_WINDOW
    while since := connection.value(SELECT_SINCE, {**parameters, "window": window}):
        matches = connection.value(COUNT_SINCE, {**parameters, "since": since})
        if matches == MOST_RANKED:
            return since  # type: ignore[no-any-return]
        window = int(window * MARGIN * MOST_RANKED / max(matches, 1))
    return "-infinity"
