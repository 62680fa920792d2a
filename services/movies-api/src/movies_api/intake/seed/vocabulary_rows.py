"""Feelings, genres and platforms of the seed files as rows."""

from collections.abc import Iterator, Mapping
from typing import Any

from movies_api.intake.seed.content import read_seed

Row = dict[str, Any]
Ids = Mapping[Any, int]


def sentiment_rows() -> Iterator[Row]:
    """Main sentiments."""
    for sentiment in read_seed("catalogue")["sentiments"]:
        yield {
            "id": sentiment["id"],
            "name": sentiment["name"],
            "description": sentiment["description"],
            "short_description": sentiment["shortDescription"],
            "keywords": sentiment["keywords"],
        }


def sub_sentiment_rows() -> Iterator[Row]:
    """Sub-sentiments."""
    for sub in read_seed("catalogue")["subSentiments"]:
        yield {
            "id": sub["id"],
            "name": sub["name"],
            "main_sentiment_id": sub["mainSentimentId"],
            "keywords": sub["keywords"],
        }


def genre_sub_sentiment_rows(subs: Ids) -> Iterator[Row]:
    """Which feelings a genre promises."""
    for pair in read_seed("catalogue")["genreSubSentiments"]:
        yield {"genre_id": pair["genreId"], "sub_sentiment_id": subs[pair["subSentiment"]]}


def platform_rows() -> Iterator[Row]:
    """Streaming platforms."""
    for platform in read_seed("catalogue")["platforms"]:
        yield {
            "id": platform["id"],
            "name": platform["name"],
            "category": platform["category"],
            "show_filter": platform["showFilter"],
            "logo_path": platform["logoPath"],
            "base_url": platform["baseUrl"],
            "has_free_trial": platform.get("hasFreeTrial", False),
            "free_trial_duration": platform.get("freeTrialDuration"),
        }
