"""A plan becomes rows: everything of one film, in the transaction of the caller."""

from dataclasses import dataclass
from typing import Any

from movies_api.cache import catalogue_changes
from movies_api.curation import plan_queries
from movies_api.curation.errors import FilmUnknown, RejectedByRule
from movies_api.curation.film import FilmFacts
from movies_api.curation.film_links import store_links, store_oscars
from movies_api.curation.judgement import Match
from movies_api.curation.plan import CurationPlan
from movies_api.curation.queries import select_facts
from movies_api.editing.suggestion_queries import select_expected_names
from movies_api.editing.suggestions import write_ranks
from movies_api.intake.film import ImportedFilm
from movies_api.intake.films import FilmImport
from movies_api.rules import entry_type, relevance_score
from suite.database import Connection
from suite.ids import uuid7
from suite.imports.report import FileReport


class PlanUndone(Exception):
    """Leaves a transaction that is rolled back on purpose."""


@dataclass(frozen=True)
class WrittenFilm:
    """The film as stored now, the best of the plan's options, all their scores, and the sub-sentiments that are new."""

    film: FilmFacts
    option_id: int | None
    score: float | None
    reason: str | None
    scores: dict[int, float]
    added: tuple[int, ...]


def write_plan(connection: Connection, plan: CurationPlan, writer: str = plan_queries.WRITER) -> WrittenFilm:
    """Film, keywords, Oscars, feelings, suggestions, texts and ranks."""
    film_id = store_plan(connection, plan)
    plan_queries.unite_keywords(connection, film_id, plan.keywords)
    store_oscars(connection, film_id, plan.oscars)
    matches = [*plan.judgement.matches, *approved_names(connection, plan, writer)]
    added = write_feelings(connection, film_id, matches)
    scores = write_suggestions(connection, film_id, plan)
    if plan.texts:
        plan_queries.fill_texts(connection, film_id, plan.texts)
    write_ranks(connection, film_id)
    catalogue_changes(connection)
    best = max(scores, key=lambda option: (scores[option], -option), default=None)
    film = require_film(connection, film_id)
    if best is None:
        return WrittenFilm(film, None, None, None, scores, added)
    return WrittenFilm(film, best, scores[best], plan.reasons[best], scores, added)


def store_plan(connection: Connection, plan: CurationPlan) -> str:
    """The film of a plan and what belongs to it, locked; its id."""
    film_id = plan.movie_id if plan.film is None else store_film(connection, plan.film)
    if film_id is None:
        raise FilmUnknown()
    plan_queries.lock_film(connection, film_id)
    if plan.links:
        store_links(connection, film_id, plan.links, whole=plan.film is not None)
    return film_id


def store_film(connection: Connection, film: ImportedFilm) -> str:
    """A film of a source: a new one, or what the known one lacks; its id."""
    report = FileReport(name="curation")
    film.id = film.id or str(uuid7())
    storing = FilmImport(connection, report)
    storing.load([film])
    if report.refused:
        raise RejectedByRule(report.refused[0].text)
    return storing.ids[film.id]


def approved_names(connection: Connection, plan: CurationPlan, writer: str) -> list[Match]:
    """New names as sub-sentiments of the plan's sentiment."""
    return [
        Match(
            plan_queries.insert_sub_sentiment(connection, new, plan.sentiment_id, writer),
            new.name,
            new.relevance,
            new.explanation,
        )
        for new in plan.judgement.new
        if plan.sentiment_id is not None
    ]


def write_feelings(connection: Connection, film_id: str, matches: list[Match]) -> tuple[int, ...]:
    """Feelings that are new or stronger; ids of the new. A name stored under another sentiment is raised there."""
    if not matches:
        return ()
    stored = {feeling.name: feeling for feeling in reversed(require_film(connection, film_id).feelings)}
    rows: list[dict[str, Any]] = [
        {
            "film": film_id,
            "sub_id": stored[match.name].sub_id if match.name in stored else match.sub_id,
            "relevance": match.relevance,
            "explanation": match.explanation,
        }
        for match in matches
    ]
    plan_queries.upsert_feelings(connection, rows)
    feelings = require_film(connection, film_id).feelings
    kind = entry_type([(feeling.name, feeling.relevance) for feeling in feelings])
    plan_queries.update_entry_types(connection, {film_id: kind})
    known = {feeling.sub_id for feeling in stored.values()}
    return tuple(row["sub_id"] for row in rows if row["sub_id"] not in known)


def write_suggestions(connection: Connection, film_id: str, plan: CurationPlan) -> dict[int, float]:
    """The film under the plan's options; option → score."""
    feelings = [(feeling.name, feeling.relevance) for feeling in require_film(connection, film_id).feelings]
    scores = {option: relevance_score(select_expected_names(connection, option), feelings) for option in plan.reasons}
    for option, score in scores.items():
        plan_queries.upsert_suggestion(connection, film_id, option, plan.reasons[option], score)
    return scores


def require_film(connection: Connection, film_id: str) -> FilmFacts:
    """The stored film; FilmUnknown."""
    found = select_facts(connection, film_id)
    if found is None:
        raise FilmUnknown()
    return found
