"""Stored films judged by their words, many at once."""

from collections import Counter
from collections.abc import Callable, Sequence

from movies_api.curation.errors import NoVocabulary, RejectedByRule
from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import Judgement
from movies_api.curation.lexicon.analysis import judge
from movies_api.curation.option_scores import require_rating
from movies_api.curation.plan_queries import update_entry_types, upsert_feelings
from movies_api.curation.queries import select_all_facts, select_vocabulary
from movies_api.curation.vocabulary import Vocabulary
from movies_api.rules import entry_type
from suite.database import Connection

BATCH_FILMS = 500
JUDGED, NOTHING_FOUND, REJECTED, KNOWN = "analysed", "without a feeling", "not rated well enough", "known"


def judge_films(
    connection: Connection, film_ids: Sequence[str], progress: Callable[[int], None] = lambda done: None
) -> dict[str, int]:
    """Give films without feelings those their words tell; what became of how many. NoVocabulary."""
    vocabulary = select_vocabulary(connection)
    if not vocabulary.subs:
        raise NoVocabulary()
    counts = Counter(dict.fromkeys((JUDGED, NOTHING_FOUND, REJECTED, KNOWN), 0))
    for start in range(0, len(film_ids), BATCH_FILMS):
        films = select_all_facts(connection, film_ids[start : start + BATCH_FILMS])
        judgements: dict[str, Judgement] = {}
        for film in films:
            outcome, judgement = outcome_of(film, vocabulary)
            counts[outcome] += 1
            if film.id and judgement:
                judgements[film.id] = judgement
        store(connection, judgements)
        progress(start + len(films))
    return dict(counts)


def outcome_of(film: FilmFacts, vocabulary: Vocabulary) -> tuple[str, Judgement | None]:
    """What became of a film, and its judgement if it is to be stored."""
    if film.feelings:
        return KNOWN, None
    try:
        require_rating(film.rating)
    except RejectedByRule:
        return REJECTED, None
    judgement = judge(film, vocabulary.subs, vocabulary)
    return (JUDGED, judgement) if judgement.matches else (NOTHING_FOUND, None)


def store(connection: Connection, judgements: dict[str, Judgement]) -> None:
    """The feelings of films that had none, and how the films begin."""
    rows = [
        {"film": film, "sub_id": match.sub_id, "relevance": match.relevance, "explanation": match.explanation}
        for film, judgement in judgements.items()
        for match in judgement.matches
    ]
    upsert_feelings(connection, rows)
    update_entry_types(
        connection,
        {
            film: entry_type([(match.name, match.relevance) for match in judgement.matches])
            for film, judgement in judgements.items()
        },
    )
