"""A dump from its folder into the database."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from movies_api.intake.dump import catalogue
from movies_api.intake.dump.current import JourneyTexts, import_current_journeys, read_current_texts
from movies_api.intake.dump.derivation import derive_expected
from movies_api.intake.dump.files import Dump
from movies_api.intake.dump.flows import UNCHANGED_OPTIONS
from movies_api.intake.dump.legacy import import_legacy_journeys
from movies_api.intake.dump.queries import activate_sentiments, count_choices
from movies_api.intake.dump.suggestions import import_suggestions
from movies_api.intake.films import WRITER
from movies_api.intake.seed.content import read_seed, seed_intentions
from movies_api.intake.seed.vocabulary_rows import platform_rows
from movies_api.intake.tables import MAIN_SENTIMENTS, PLATFORMS
from suite.database import Connection
from suite.imports import RunReport, upsert


def import_dump(connection: Connection, folder: Path, report: RunReport, *, legacy: bool = False) -> None:
    """Everything the folder holds, in the order in which rows refer to each other; NotADirectoryError.

    The current journeys are taken when their files are there, unless `legacy` asks for the dump's own.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is not a folder")
    dump = Dump(connection, folder, report)
    texts = None if legacy else read_current_texts(dump)
    catalogue.import_genres(dump)
    catalogue.import_sentiments(dump, texts.sentiments if texts else {})
    if texts:
        complete_sentiments(dump, texts)
    catalogue.import_sub_sentiments(dump)
    catalogue.import_movies(dump)
    catalogue.import_movie_sentiments(dump)
    # The dump names no platforms a film could be linked to, but the frontend offers the list of them.
    upsert(connection, PLATFORMS, list(platform_rows()), WRITER, overwrite=False)
    chosen = count_choices(connection)
    if texts:
        options = import_current_journeys(dump, texts)
        tell_dropped(report, chosen, count_choices(connection))
        import_suggestions(dump, options, UNCHANGED_OPTIONS)
        derived = derive_expected(dump, options, intention_weights())
    else:
        options = import_legacy_journeys(dump)
        tell_dropped(report, chosen, count_choices(connection))
        import_suggestions(dump, options, options)
        derived = derive_expected(dump, options, {})
    activate_sentiments(connection)
    report.results.append(f"{len(options)} options, {derived} expected sub-sentiments derived")


def tell_dropped(
    report: RunReport, before: Mapping[int, tuple[int, int]], after: Mapping[int, tuple[int, int]]
) -> None:
    """What had been chosen for answers that are gone or ask something else now, in the summary."""
    lost = {
        option: (suggested - after.get(option, (0, 0))[0], expected - after.get(option, (0, 0))[1])
        for option, (suggested, expected) in before.items()
    }
    options = [option for option, counts in lost.items() if any(counts)]
    suggested, expected = (sum(lost[option][place] for option in options) for place in (0, 1))
    if options:
        report.results.append(
            f"dropped, because the answers are gone or ask something else: {suggested} suggestions and {expected}"
            f" expected sub-sentiments of options {', '.join(map(str, sorted(options)))}"
        )


def complete_sentiments(dump: Dump, texts: JourneyTexts) -> None:
    """Journeys need their sentiments even where the dump lacks the table."""
    rows = [
        sentiment_row(shipped, texts)
        for shipped in read_seed("catalogue")["sentiments"]
        if shipped["id"] in texts.sentiments and shipped["id"] not in dump.sentiments
    ]
    upsert(dump.connection, MAIN_SENTIMENTS, rows, WRITER, overwrite=False)
    dump.sentiments |= {row["id"] for row in rows}


def sentiment_row(shipped: dict[str, Any], texts: JourneyTexts) -> dict[str, Any]:
    """A shipped sentiment under its current name."""
    return {
        "id": shipped["id"],
        "name": texts.sentiments[shipped["id"]],
        "description": shipped["description"],
        "short_description": shipped["shortDescription"],
        "keywords": shipped["keywords"],
    }


def intention_weights() -> dict[int, dict[str, float]]:
    """Option id → weights of the intention it belongs to."""

    def pairs() -> Iterator[tuple[int, dict[str, float]]]:
        for intention in seed_intentions():
            for option in intention.option_ids:
                yield option, intention.content["subSentimentWeights"]

    return dict(pairs())
