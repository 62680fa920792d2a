"""What each command does and answers."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from movies_api.curation.batch import curate_stored, curate_table, planned_writes
from movies_api.curation.curator import CuratedFilm, Curator
from movies_api.curation.errors import DONE, FAILED, NoVocabulary, OptionUnknown, RejectedByRule, WrongUsage
from movies_api.curation.population import populate_films, populated_film
from movies_api.curation.providers.choice import panel_of
from movies_api.curation.queries import select_vocabulary
from movies_api.curation.run_queries import count_by_status
from movies_api.curation.runs import RunLog
from movies_api.curation.scores import ScoreScope, rank_films, recalculate_scores
from movies_api.curation.sources import Subject, resumed_film, stored_film
from movies_api.curation.vocabulary import EndOption, Vocabulary
from movies_api.curation.wishes import Wishes
from movies_api.journeys.graph import find_problems
from movies_api.journeys.graph_queries import select_graphs
from movies_api.settings import Settings
from movies_api.tmdb.exchange import has_credentials
from suite.database import Database
from suite.ids import uuid_or_none


@dataclass(frozen=True)
class Answer:
    """The JSON of a result and the exit status."""

    content: dict[str, Any]
    status: int = DONE


def orchestrate(database: Database, settings: Settings, arguments: Namespace) -> Answer:
    """All steps for one film, or for the films of a table."""
    vocabulary = vocabulary_of(database)
    curator = curator_of(database, settings, arguments, vocabulary)
    if arguments.tmdb_csv:
        return Answer(*curate_table(database, curator, arguments.tmdb_csv, arguments.limit))
    run = RunLog(database).find(run_id_of(arguments.resume)) if arguments.resume else None
    subject = resumed_film(database, run) if run else source_film(database, settings, arguments)
    return answer_of(curator.curate(subject.facts, subject.plan, resumed=run), vocabulary, arguments)


def analyze(database: Database, settings: Settings, arguments: Namespace) -> Answer:
    """Feelings only, of one film or of all that have none."""
    vocabulary = vocabulary_of(database)
    curator = curator_of(database, settings, arguments, vocabulary, curates=False)
    if arguments.all:
        return Answer(*curate_stored(database, curator))
    subject = known_film(database, arguments)
    return answer_of(curator.curate(subject.facts, subject.plan), vocabulary, arguments)


def curate(database: Database, settings: Settings, arguments: Namespace) -> Answer:
    """Options, from feelings that are stored."""
    vocabulary = vocabulary_of(database)
    curator = curator_of(database, settings, arguments, vocabulary, judges=False)
    subject = known_film(database, arguments)
    return answer_of(curator.curate(subject.facts, subject.plan), vocabulary, arguments)


def populate(database: Database, settings: Settings, arguments: Namespace) -> Answer:
    """Films from TMDB, with what belongs to them."""
    return Answer(*populate_films(database, settings, arguments))


def recalculate(database: Database, settings: Settings, arguments: Namespace) -> Answer:
    """Scores and ranks."""
    film_id = known_film(database, arguments).facts.id if names_film(arguments) else None
    scope = ScoreScope(film_id, arguments.jof_id, arguments.journey_id, arguments.min_score)
    seen, changed = recalculate_scores(database, scope, dry_run=arguments.dry_run)
    return Answer({"success": True, "movie": None, "curedData": None, "scores": seen, "changed": changed})


def rank(database: Database, settings: Settings, arguments: Namespace) -> Answer:
    """Ranks."""
    if not arguments.all and not names_film(arguments):
        raise WrongUsage("say which film, or --all")
    film_id = known_film(database, arguments).facts.id if names_film(arguments) else None
    films, changed = rank_films(database, film_id, dry_run=arguments.dry_run)
    return Answer({"success": True, "movie": None, "curedData": None, "films": films, "changed": changed})


def health(database: Database, settings: Settings, arguments: Namespace) -> Answer:
    """What the curation could use now. Nobody is called."""
    with database.read() as connection:
        vocabulary = select_vocabulary(connection)
        runs = count_by_status(connection)
    content = {
        "success": bool(vocabulary.subs and vocabulary.options),
        "vocabulary": {"subSentiments": len(vocabulary.subs), "endOptions": len(vocabulary.options)},
        "providers": panel_of(settings, arguments.ai_provider).names,
        "tmdb": has_credentials(settings),
        "omdb": bool(settings.omdb_api_key),
        "runs": runs,
    }
    if not content["success"]:
        content |= {"error": str(NoVocabulary()), "code": NoVocabulary.code}
    return Answer(content, DONE if content["success"] else FAILED)


COMMANDS: dict[str, Callable[[Database, Settings, Namespace], Answer]] = {
    command.__name__: command for command in (populate, analyze, curate, orchestrate, recalculate, rank, health)
}


def curator_of(
    database: Database, settings: Settings, arguments: Namespace, vocabulary: Vocabulary, **mode: bool
) -> Curator:
    """The curator the arguments ask for."""
    option = None
    if arguments.journey_option_flow_id:
        option = require_option(vocabulary, arguments.journey_option_flow_id)
        if (arguments.journey_validation or "false") != "false":
            require_sound_journey(database, option)
    sentiments = {sub.sentiment_id for sub in vocabulary.subs}
    if arguments.analysis_lens and arguments.analysis_lens not in sentiments:
        raise WrongUsage(f"no sub-sentiment belongs to a main sentiment {arguments.analysis_lens}")
    wishes = Wishes(
        option,
        arguments.analysis_lens,
        arguments.approve_new_subsentiments,
        getattr(arguments, "refresh", False),
        dry_run=arguments.dry_run,
        **mode,
    )
    return Curator(database, vocabulary, panel_of(settings, arguments.ai_provider), wishes)


def vocabulary_of(database: Database) -> Vocabulary:
    """The vocabulary; NoVocabulary when there is none."""
    with database.read() as connection:
        vocabulary = select_vocabulary(connection)
    if not vocabulary.subs:
        raise NoVocabulary()
    return vocabulary


def require_option(vocabulary: Vocabulary, option_id: int) -> EndOption:
    """The end option; OptionUnknown."""
    option = vocabulary.option(option_id)
    if option is None:
        raise OptionUnknown()
    return option


def require_sound_journey(database: Database, option: EndOption) -> None:
    """RejectedByRule when a rule about this option's journey is broken."""
    with database.read() as connection:
        graphs = select_graphs(connection)
    about = f"option {option.id}"
    messages = [
        one.message for flow, steps in graphs.items() for one in find_problems(flow, steps) if one.subject == about
    ]
    if messages:
        raise RejectedByRule("; ".join(messages))


def names_film(arguments: Namespace) -> bool:
    """Whether a film is named."""
    return bool(arguments.movie_id or arguments.tmdb_id or arguments.title)


def run_id_of(text: str) -> str:
    """A UUID; WrongUsage."""
    if uuid_or_none(text) is None:
        raise WrongUsage(f"{text!r} is not the id of a run")
    return text


def known_film(database: Database, arguments: Namespace) -> Subject:
    """The named film of the catalogue."""
    if not names_film(arguments):
        raise WrongUsage("say which film: --movieId, --tmdbId or --title with --year")
    if arguments.movie_id and uuid_or_none(arguments.movie_id) is None:
        raise WrongUsage(f"{arguments.movie_id!r} is not the id of a film")
    return stored_film(
        database,
        film_id=arguments.movie_id,
        tmdb_id=arguments.tmdb_id,
        title=arguments.title,
        year=arguments.year,
    )


def source_film(database: Database, settings: Settings, arguments: Namespace) -> Subject:
    """The named film: from TMDB when there is a key, else of the catalogue."""
    if arguments.movie_id or not has_credentials(settings):
        return known_film(database, arguments)
    if not names_film(arguments):
        raise WrongUsage("say which film: --movieId, --tmdbId or --title with --year")
    return populated_film(database, settings, arguments)


def answer_of(outcome: CuratedFilm, vocabulary: Vocabulary, arguments: Namespace) -> Answer:
    """What became of one film."""
    film, written = outcome.film, outcome.written
    content: dict[str, Any] = {
        "success": True,
        "movie": {"title": film.title, "year": film.year, "id": film.id},
        "curedData": None,
        "status": outcome.status,
        "run": outcome.run.id,
        "provider": outcome.run.provider,
        "confidence": outcome.run.confidence,
    }
    if written and written.option_id is not None:
        option = require_option(vocabulary, written.option_id)
        content["curedData"] = {
            "relevanceScore": written.score,
            "reason": written.reason,
            "sentiment": option.sentiment,
            "journeyOptionText": option.text,
        }
    if arguments.dry_run:
        content["planned"] = [planned_writes(outcome)]
    return Answer(content)
