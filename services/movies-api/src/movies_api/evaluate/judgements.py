"""Which films editors chose for which answer, and which of the films a formula may have been made with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Literal

from movies_api.curation.queries import select_all_facts, select_vocabulary
from movies_api.evaluate.lexicon import read_off
from movies_api.evaluate.queries import (
    select_all_films,
    select_answers,
    select_measures,
    select_own_names,
)
from movies_api.suggestions.film_queries import make_film
from movies_api.suggestions.intention_queries import make_example, select_intention
from movies_api.suggestions.profile import Intention
from movies_api.suggestions.rules import Film
from suite.database import Connection

Level = Literal["answer", "intention"]
PARTS = 4
# (films to rank, films whose judgements are known): parts 0 and 1 are held out of every decision about a formula.
FOLDS: dict[str, Sequence[tuple[frozenset[int], frozenset[int]]]] = {
    "development": ((frozenset({2}), frozenset({3})), (frozenset({3}), frozenset({2}))),
    "held-out": ((frozenset({0, 1}), frozenset({2, 3})),),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, and the ids of the films editors chose; `option_id` is None for an intention as a whole.

    `options` are the answers it is made of.
    """

    option_id: int | None
    options: frozenset[int]
    intention: Intention
    chosen: frozenset[str]

    def knowing(self, known: frozenset[int]) -> "Question":
        """The question with nothing known of editors' choices but those among the parts `known`."""
        curated = [film for film in self.intention.curated if part_of(film.film_id) in known]
        return replace(self, intention=replace(self.intention, curated=curated))


@dataclass(frozen=True, slots=True)
class Judgements:
    """Questions of both levels, films by id, and the same films with nothing but the lexicon's sub-sentiments."""

    answers: list[Question]
    intentions: list[Question]
    films: dict[str, Film]
    unread: dict[str, Film]

    def questions(self, level: Level) -> list[Question]:
        """Those of one level."""
        return self.answers if level == "answer" else self.intentions


def part_of(film_id: str) -> int:
    """Which part a film belongs to, by its id alone: always the same, on every machine."""
    return int(sha256(film_id.encode()).hexdigest(), 16) % PARTS


def read_judgements(connection: Connection) -> Judgements:
    """All there is in the database."""
    films = {film.id: film for film in map(make_film, select_all_films(connection))}
    rows = select_answers(connection)
    intentions = {
        key: _intention(connection, films, *key, rows) for key in sorted({(row[1], row[2] or 0) for row in rows})
    }
    answers = [
        Question(option, frozenset({option}), intentions[sentiment, intention or 0], frozenset(chosen))
        for option, sentiment, intention, chosen, _ in rows
    ]
    return Judgements(
        answers=answers,
        intentions=[_together(one, answers) for one in intentions.values()],
        films=films,
        unread=read_off(films, select_all_facts(connection, list(films)), select_vocabulary(connection)),
    )


def _together(intention: Intention, answers: Iterable[Question]) -> Question:
    own = [one for one in answers if one.intention is intention]
    options = frozenset().union(*(one.options for one in own))
    return Question(None, options, intention, frozenset().union(*(one.chosen for one in own)))


def _intention(
    connection: Connection, films: dict[str, Film], sentiment: int, intention: int, rows: list[tuple[Any, ...]]
) -> Intention:
    own = [row for row in rows if (row[1], row[2] or 0) == (sentiment, intention)]
    found = select_intention(connection, sentiment_id=sentiment, intention_id=intention, intention_type=None)
    curated = [
        make_example(row[0], film, sorted(films[film].genres), [(name, r) for _, name, _, r in films[film].sentiments])
        for row in own
        for film in row[3]
    ]
    if found is not None:
        return replace(found, curated=curated)
    # Deep answers of old journeys belong to a feeling, not to one intention.
    year, votes = select_measures(connection)
    return Intention(
        id=0, sentiment_id=sentiment, intention_type="MAINTAIN", tone="similar", preferred=[], avoided=[], weights={},
        known=[], own=select_own_names(connection, sentiment), expected=[tuple(one) for row in own for one in row[4]],
        curated=curated, options=[row[0] for row in own], has_flow=True, linked_steps=1, latest_year=year,
        most_votes=votes,
    )  # fmt: skip
