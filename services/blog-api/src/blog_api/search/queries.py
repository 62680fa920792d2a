"""SQL of the search with highlights."""

from typing import Any, NamedTuple

from blog_api.articles.filters import MATCHED, QUERY
from blog_api.wire import date_text
from suite.database import Connection, Prepared

START, STOP = "\x02", "\x03"
# Bodies beyond this are cut before they are marked: marking costs time for every character.
MARKED_CHARACTERS = 20_000
_PLAIN = (
    f"left(normalize(regexp_replace(article.content, '(<[^>]*>|[[:space:]])+', ' ', 'g'), NFKC), {MARKED_CHARACTERS})"
)
_OPTIONS = f'\'HighlightAll=true, StartSel="{START}", StopSel="{STOP}"\''
HIT_JSON = f"""json_build_object('id', article.id, 'title', article.title, 'slug', article.slug,
    'description', article.description, 'imageUrl', article.image_url, 'imageAlt', article.image_alt,
    'type', article.type, 'date', {date_text("article.published_at")}, 'viewCount', article.view_count,
    'blogId', article.blog_id,
    'author', json_build_object('id', author.id, 'name', author.name),
    'category', json_build_object('id', category.id, 'title', category.title, 'slug', category.slug))"""

_HITS = f"""
WITH {MATCHED.format(rank=f"ts_rank(search, {QUERY})")},
page AS MATERIALIZED (
    SELECT id, rank, row_number() OVER (ORDER BY rank DESC, published_at DESC, id DESC) AS place
      FROM matched ORDER BY rank DESC, published_at DESC, id DESC LIMIT %(rows)s OFFSET %(offset)s)
SELECT (SELECT count(*) FROM matched), {HIT_JSON}, article.title, article.description, plain.text,
       ts_headline('portuguese', fold(normalize(article.title, NFKC)), {QUERY}, {_OPTIONS}),
       ts_headline('portuguese', fold(normalize(article.description, NFKC)), {QUERY}, {_OPTIONS}),
       ts_headline('portuguese', fold(plain.text), {QUERY}, {_OPTIONS})
  FROM page JOIN visible_articles AS article ON article.id = page.id
  JOIN authors AS author ON author.id = article.author_id AND author.blog_id = article.blog_id
  JOIN categories AS category ON category.id = article.category_id AND category.blog_id = article.blog_id
  CROSS JOIN LATERAL (SELECT {_PLAIN} AS text) AS plain
 WHERE article.blog_id = %(blog_id)s
 ORDER BY page.place
"""
# Planning it costs as much as running it.
SELECT_HITS = Prepared("search_hits", _HITS, blog_id="integer", q="text", rows="integer", offset="integer")
COUNT_HITS = f"WITH {MATCHED.format(rank='0')} SELECT count(*) FROM matched"


class Hit(NamedTuple):
    """A found article: its JSON as parsed by the driver, its texts, and the folded texts with marks."""

    article: dict[str, Any]
    title: str
    description: str
    body: str
    marked_title: str
    marked_description: str
    marked_body: str


def select_hits(connection: Connection, blog_id: int, q: str, *, rows: int, offset: int) -> tuple[int, list[Hit]]:
    """Total, and the best matches of a page, best first."""
    parameters = {"blog_id": blog_id, "q": q, "rows": rows, "offset": offset}
    found = connection.rows(SELECT_HITS, parameters)
    if not found and offset:
        return int(connection.value(COUNT_HITS, parameters)), []
    return (found[0][0] if found else 0), [Hit(*row[1:]) for row in found]
