"""Suggested films and expected sub-sentiments of options that kept their meaning."""

from collections.abc import Collection, Mapping
from typing import Any

from movies_api.intake.dump.files import Dump, require_reference
from movies_api.intake.dump.queries import delete_other_derived
from movies_api.intake.tables import OPTION_SUB_SENTIMENTS, SUGGESTIONS
from suite.imports.values import BadValue, number_of, required_text, required_whole, times_of, uuid_of

SUGGESTION_FILE = "MovieSuggestionFlow_rows.csv"
EXPECTED_FILE = "JourneyOptionFlowSubSentiment_rows.csv"


def import_suggestions(dump: Dump, options: Collection[int], meant: Collection[int]) -> None:
    """Rows about options in `meant`; those about other options are reported."""
    import_expected(dump, options, meant)

    def parse(line: int, row: Mapping[str, Any]) -> dict[str, Any]:
        option, movie = required_whole(row, "journeyOptionFlowId"), uuid_of(row, "movieId")
        require_meaning(option, options, meant)
        require_reference(dump.movies, movie, "movieId")
        return {
            "id": required_whole(row, "id"),
            "journey_option_flow_id": option,
            "movie_id": dump.movies[movie],
            "reason": required_text(row, "reason", longest=2_000),
            "relevance": required_whole(row, "relevance", 0),
            **times_of(row),
        }

    # The dump knows no score: one that was computed since stays. So do the reasons of seeds and editors.
    known = SUGGESTIONS.without("relevance_score")
    dump.write(SUGGESTION_FILE, known, dump.rows_of(SUGGESTION_FILE, known, parse), only_own=True)


def import_expected(dump: Dump, options: Collection[int], meant: Collection[int]) -> None:
    """JourneyOptionFlowSubSentiment_rows.csv."""

    def parse(line: int, row: Mapping[str, Any]) -> dict[str, Any]:
        option, sub = required_whole(row, "journeyOptionFlowId"), required_whole(row, "subSentimentId")
        require_meaning(option, options, meant)
        require_reference(dump.sub_sentiments, sub, "subSentimentId")
        weight = number_of(row, "weight", 9.99)
        return {
            "id": required_whole(row, "id"),
            "journey_option_flow_id": option,
            "sub_sentiment_id": dump.sub_sentiments[sub],
            "weight": 1.0 if weight is None else weight,
            "source": "curated",
            **times_of(row),
        }

    rows = dump.rows_of(EXPECTED_FILE, OPTION_SUB_SENTIMENTS, parse)
    delete_other_derived(dump.connection, {row["journey_option_flow_id"] for row in rows}, ())
    # A weight somebody chose since stays.
    dump.write(EXPECTED_FILE, OPTION_SUB_SENTIMENTS, rows, overwrite=False)


def require_meaning(option: int, options: Collection[int], meant: Collection[int]) -> None:
    """BadValue for an option that is not imported or asks something else now."""
    if option not in meant:
        raise BadValue(f"option {option} asks something else in the current journeys")
    if option not in options:
        raise BadValue(f"journeyOptionFlowId {option} is not imported")
