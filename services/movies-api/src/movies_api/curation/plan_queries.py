"""SQL that writes what a curation found; only rows that differ are touched."""

from collections.abc import Mapping, Sequence
from typing import Any

from movies_api.curation.judgement import LandingTexts, NewName
from suite.database import Connection
from suite.http.replies import encode

WRITER = "curation"


def lock_film(connection: Connection, film_id: str) -> None:
    """Nobody else curates or ranks the film until the transaction ends."""
    connection.run("SELECT id FROM movies WHERE id = %s FOR NO KEY UPDATE", (film_id,))


def unite_keywords(connection: Connection, film_id: str, keywords: Sequence[str]) -> None:
    """Keywords the film lacks, after its own; case and accents do not make another word."""
    connection.run(
        "UPDATE movies SET keywords = keywords || given.lacking, updated_at = now(), updated_by = %(writer)s,"
        " version = version + 1"
        "  FROM (SELECT array_agg(word ORDER BY place) AS lacking FROM movies AS film,"
        "               unnest(%(keywords)s::text[]) WITH ORDINALITY AS told (word, place)"
        "         WHERE film.id = %(film)s AND fold(word) <> ALL(fold_all(film.keywords))) AS given"
        " WHERE id = %(film)s AND given.lacking IS NOT NULL",
        {"film": film_id, "keywords": list(keywords), "writer": WRITER},
    )


def insert_sub_sentiment(connection: Connection, new: NewName, sentiment_id: int, writer: str) -> int:
    """A new feeling below a sentiment, or the one of that name that is there by now; its id."""
    connection.run(
        "INSERT INTO sub_sentiments (name, main_sentiment_id, created_by, updated_by)"
        " VALUES (%(name)s, %(sentiment)s, %(writer)s, %(writer)s) ON CONFLICT (main_sentiment_id, name) DO NOTHING",
        {"name": new.name, "sentiment": sentiment_id, "writer": writer},
    )
    number: int = connection.value(
        "SELECT id FROM sub_sentiments WHERE name = %s AND main_sentiment_id = %s", (new.name, sentiment_id)
    )
    return number


def upsert_feelings(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Rows of (film, sub_id, relevance, explanation): new ones, and those stronger than stored; how many."""
    return connection.run(
        "INSERT INTO movie_sentiments AS stored"
        " (movie_id, main_sentiment_id, sub_sentiment_id, relevance, explanation)"
        " SELECT given.film, sub.main_sentiment_id, sub.id, given.relevance, given.explanation"
        "   FROM jsonb_to_recordset(%(rows)s::jsonb)"
        "     AS given (film uuid, sub_id int, relevance numeric, explanation text)"
        "   JOIN sub_sentiments AS sub ON sub.id = given.sub_id"
        " ON CONFLICT (movie_id, main_sentiment_id, sub_sentiment_id) DO UPDATE"
        "   SET relevance = excluded.relevance, explanation = excluded.explanation, updated_at = now()"
        " WHERE coalesce(stored.relevance, 0) < excluded.relevance",
        {"rows": encode(rows).decode()},
    )


def update_entry_types(connection: Connection, kinds: Mapping[str, str | None]) -> None:
    """Film → how it begins, where that changes."""
    connection.run(
        "UPDATE movies SET emotional_entry_type = given.kind, updated_at = now(), updated_by = %(writer)s,"
        " version = version + 1 FROM unnest(%(films)s::uuid[], %(kinds)s::text[]) AS given (film, kind)"
        " WHERE id = given.film AND emotional_entry_type IS DISTINCT FROM given.kind",
        {"films": list(kinds), "kinds": list(kinds.values()), "writer": WRITER},
    )


def upsert_suggestion(connection: Connection, film_id: str, option_id: int, reason: str, score: float) -> None:
    """The film under an option; a reason an editor wrote stays."""
    connection.run(
        "INSERT INTO movie_suggestion_flows AS stored"
        " (journey_option_flow_id, movie_id, reason, relevance_score, created_by, updated_by)"
        " VALUES (%(option)s, %(film)s, %(reason)s, %(score)s, %(writer)s, %(writer)s)"
        " ON CONFLICT (journey_option_flow_id, movie_id) DO UPDATE SET"
        "   reason = CASE WHEN stored.created_by = %(writer)s AND stored.updated_by = %(writer)s"
        "     THEN excluded.reason ELSE stored.reason END,"
        "   relevance_score = excluded.relevance_score, version = stored.version + 1, updated_at = now()"
        " WHERE stored.relevance_score IS DISTINCT FROM excluded.relevance_score"
        "    OR (stored.created_by = %(writer)s AND stored.updated_by = %(writer)s"
        "        AND stored.reason <> excluded.reason)",
        {"film": film_id, "option": option_id, "reason": reason, "score": score, "writer": WRITER},
    )


def fill_texts(connection: Connection, film_id: str, texts: LandingTexts) -> None:
    """Texts of the landing page where there are none."""
    connection.run(
        "UPDATE movies SET target_audience_for_lp = coalesce(target_audience_for_lp, %(audience)s),"
        " landing_page_hook = coalesce(landing_page_hook, %(hook)s),"
        " content_warnings = coalesce(content_warnings, %(warning)s),"
        " updated_at = now(), updated_by = %(writer)s, version = version + 1"
        " WHERE id = %(film)s AND num_nulls(target_audience_for_lp, landing_page_hook, content_warnings) > 0",
        {
            "film": film_id,
            "audience": texts.audience,
            "hook": texts.hook,
            "warning": texts.warning,
            "writer": WRITER,
        },
    )


def retract_curation(connection: Connection, film_id: str, sub_ids: Sequence[int], option_ids: Sequence[int]) -> None:
    """Take back what a curation wrote and nobody has edited since."""
    connection.run(
        "DELETE FROM movie_suggestion_flows WHERE movie_id = %s AND journey_option_flow_id = ANY(%s)"
        " AND created_by = %s AND updated_by = %s",
        (film_id, list(option_ids), WRITER, WRITER),
    )
    connection.run(
        "DELETE FROM movie_sentiments WHERE movie_id = %s AND sub_sentiment_id = ANY(%s)", (film_id, list(sub_ids))
    )
