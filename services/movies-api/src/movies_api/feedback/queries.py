"""SQL of verdicts. Each statement sees the visitor's rows alone, by the session's app.visitor."""

from datetime import timedelta
from uuid import UUID

from movies_api.suggestions.intention_queries import make_example
from movies_api.suggestions.profile import Curated
from movies_api.suggestions.taste import VisitorTaste, make_visitor
from suite.database import Connection
from suite.dates import sql_date

# A visitor's latest verdicts say enough; older ones give way.
MOST_VERDICTS = 200
FORGOTTEN_AT_ONCE = 100
_VISITOR = "decode(current_setting('app.visitor'), 'hex')"
_UPSERT = f"""
INSERT INTO visitor_verdicts AS v (visitor, movie_id, verdict, expires_at)
SELECT {_VISITOR}, m.id, %(verdict)s, now() + %(lifetime)s FROM movies AS m WHERE m.id = %(film)s AND NOT m.adult
ON CONFLICT (visitor, movie_id) DO UPDATE
   SET verdict = excluded.verdict, updated_at = now(), expires_at = excluded.expires_at
RETURNING json_build_object('movieId', movie_id, 'verdict', verdict, 'updatedAt', {sql_date("updated_at")},
                            'expiresAt', {sql_date("expires_at")})::text"""
_FORGET_OLDEST = f"""
DELETE FROM visitor_verdicts WHERE visitor = {_VISITOR} AND movie_id IN (
    SELECT movie_id FROM visitor_verdicts WHERE visitor = {_VISITOR}
     ORDER BY updated_at DESC, movie_id OFFSET {MOST_VERDICTS})"""
_FORGET_EXPIRED = f"""
DELETE FROM visitor_verdicts WHERE (visitor, movie_id) IN (
    SELECT visitor, movie_id FROM visitor_verdicts WHERE expires_at < now() ORDER BY expires_at
     LIMIT {FORGOTTEN_AT_ONCE} FOR UPDATE SKIP LOCKED)"""
_SELECT_VERDICTS = f"""
SELECT json_build_object('verdicts', coalesce(json_agg(json_build_object(
           'movieId', movie_id, 'verdict', verdict, 'updatedAt', {sql_date("updated_at")},
           'expiresAt', {sql_date("expires_at")}) ORDER BY updated_at DESC, movie_id), '[]'))::text
  FROM visitor_verdicts WHERE visitor = {_VISITOR} AND expires_at > now()"""
_SELECT_FILMS = f"""
SELECT v.movie_id::text, v.verdict, m.genre_keys,
       ARRAY(SELECT json_build_array(b.name, e.relevance) FROM movie_sentiments AS e
               JOIN sub_sentiments AS b ON b.id = e.sub_sentiment_id WHERE e.movie_id = m.id ORDER BY b.name, b.id)
  FROM visitor_verdicts AS v JOIN movies AS m ON m.id = v.movie_id
 WHERE v.visitor = {_VISITOR} AND v.expires_at > now() ORDER BY v.movie_id"""


def upsert_verdict(connection: Connection, *, film: UUID, verdict: str, lifetime: timedelta) -> str | None:
    """The verdict as JSON, None when there is no such film."""
    text: str | None = connection.value(_UPSERT, {"film": str(film), "verdict": verdict, "lifetime": lifetime})
    return text


def forget_old(connection: Connection) -> None:
    """Drop what the visitor has too much of, and some of what has expired, of anybody."""
    connection.run(_FORGET_OLDEST)
    connection.run(_FORGET_EXPIRED)


def select_verdicts(connection: Connection) -> str:
    """`{"verdicts": […]}`, latest first."""
    text: str = connection.value(_SELECT_VERDICTS)
    return text


def delete_verdicts(connection: Connection, film: UUID | None) -> int:
    """Forget one film or everything; how many verdicts."""
    condition = "" if film is None else " AND movie_id = %(film)s"
    return connection.run(
        f"DELETE FROM visitor_verdicts WHERE visitor = {_VISITOR}{condition}",
        {"film": None if film is None else str(film)},
    )


def select_visitor(connection: Connection) -> VisitorTaste:
    """What the visitor likes and does not, and the films not to show again."""
    verdicts: dict[str, list[Curated]] = {"liked": [], "disliked": [], "watched": []}
    for film, verdict, genres, sentiments in connection.rows(_SELECT_FILMS):
        verdicts[verdict].append(make_example(0, film, genres, sentiments))
    return make_visitor(**verdicts)
