"""The nouns editors write: their tables, the columns behind the keys of the wire, and what belongs to a write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from movies_api.editing import films, journeys, suggestions
from movies_api.editing.replies import (
    EditedDailyPickReplySchema,
    EditedFilmReplySchema,
    EditedIntentionReplySchema,
    EditedOptionReplySchema,
    EditedPillarArticleReplySchema,
    EditedReplySchema,
    EditedSentimentReplySchema,
    EditedStepReplySchema,
    EditedSubSentimentReplySchema,
    EditedSuggestionReplySchema,
)
from movies_api.editing.schemas import (
    CurationSchema,
    EditorSchema,
    FilmSchema,
    IntentionSchema,
    OptionSchema,
    PillarArticleSchema,
    SentimentSchema,
    StepSchema,
    SubSentimentSchema,
    SuggestionSchema,
)
from suite.database import Connection

Values = dict[str, Any]
Finish = Callable[[Connection, Any, Values], None]


def nothing(connection: Connection, row_id: Any, values: Values) -> None:
    """No other rows belong to it."""


def leave_nothing(connection: Connection, row: Mapping[str, Any]) -> None:
    """Nothing stands in the way of a deletion that the database does not judge itself."""


def no_flows(connection: Connection, row: Mapping[str, Any]) -> list[int]:
    """It is no part of a journey."""
    return []


def as_given(connection: Connection, values: Values, old: Mapping[str, Any] | None) -> Values:
    """The values need no preparation."""
    return values


@dataclass(frozen=True)
class Noun:
    """`columns` maps keys to columns; `reads` keys to SQL of what else is shown (alias `r`).

    `fixed` keys cannot change after creation. `filters` are the query parameters of the list. `prepare` completes the
    values before the row is written, `finish` writes what belongs to it, `leave` frees what a deletion would stumble
    over, `flows` names the journeys the row is part of.
    """

    path: str
    table: str
    schema: type[EditorSchema]
    reply: type[EditedReplySchema]
    columns: Mapping[str, str]
    reads: Mapping[str, str] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    uuid: bool = False
    json_columns: tuple[str, ...] = ()
    prepare: Callable[[Connection, Values, Mapping[str, Any] | None], Values] = as_given
    finish: Finish = nothing
    leave: Callable[[Connection, Mapping[str, Any]], None] = leave_nothing
    flows: Callable[[Connection, Mapping[str, Any]], list[int]] = no_flows


FILMS = Noun(
    "films",
    "movies",
    FilmSchema,
    EditedFilmReplySchema,
    {
        "title": "title",
        "original_title": "original_title",
        "year": "year",
        "director": "director",
        "genres": "genres",
        "genreIds": "genre_ids",
        "keywords": "keywords",
        "description": "description",
        "thumbnail": "thumbnail",
        "vote_average": "vote_average",
        "vote_count": "vote_count",
        "certification": "certification",
        "adult": "adult",
        "runtime": "runtime",
        "tmdbId": "tmdb_id",
        "imdbRating": "imdb_rating",
        "rottenTomatoesRating": "rotten_tomatoes_rating",
        "metacriticRating": "metacritic_rating",
        "slug": "slug",
        "landingPageHook": "landing_page_hook",
        "contentWarnings": "content_warnings",
        "targetAudienceForLP": "target_audience_for_lp",
        "awardsSummary": "awards_summary",
        "emotionalEntryType": "emotional_entry_type",
        "hasAnalysisArticle": "has_analysis_article",
        "analysisArticleSlug": "analysis_article_slug",
    },
    reads=films.READS,
    uuid=True,
    prepare=films.prepare_film,
    finish=films.write_film_links,
    filters={"slug": "slug"},
)
SENTIMENTS = Noun(
    "sentiments",
    "main_sentiments",
    SentimentSchema,
    EditedSentimentReplySchema,
    {
        "name": "name",
        "description": "description",
        "shortDescription": "short_description",
        "keywords": "keywords",
        "isActive": "is_active",
    },
    reads=journeys.SENTIMENT_READS,
    finish=journeys.give_flow,
    leave=journeys.drop_empty_flow,
)
SUB_SENTIMENTS = Noun(
    "sub-sentiments",
    "sub_sentiments",
    SubSentimentSchema,
    EditedSubSentimentReplySchema,
    {
        "mainSentimentId": "main_sentiment_id",
        "name": "name",
        "description": "description",
        "keywords": "keywords",
    },
    fixed=("mainSentimentId",),
    filters={"mainSentimentId": "main_sentiment_id"},
)
INTENTIONS = Noun(
    "intentions",
    "emotional_intentions",
    IntentionSchema,
    EditedIntentionReplySchema,
    {
        "sentimentId": "main_sentiment_id",
        "type": "intention_type",
        "description": "description",
        "preferredGenres": "preferred_genres",
        "avoidGenres": "avoid_genres",
        "emotionalTone": "emotional_tone",
        "subSentimentWeights": "sub_sentiment_weights",
    },
    fixed=("sentimentId", "type"),
    filters={"sentimentId": "main_sentiment_id"},
    json_columns=("sub_sentiment_weights",),
    prepare=journeys.prepare_intention,
    leave=journeys.touch_steps,
    flows=journeys.flows_of_intention,
)
STEPS = Noun(
    "journey-steps",
    "journey_step_flows",
    StepSchema,
    EditedStepReplySchema,
    {
        "journeyFlowId": "journey_flow_id",
        "stepId": "step_id",
        "order": "order",
        "question": "question",
        "mobileQuestion": "mobile_question",
    },
    reads=journeys.STEP_READS,
    fixed=("journeyFlowId",),
    filters={"journeyFlowId": "journey_flow_id"},
    finish=journeys.write_links,
    flows=journeys.flows_of_step,
)
OPTIONS = Noun(
    "journey-options",
    "journey_option_flows",
    OptionSchema,
    EditedOptionReplySchema,
    {
        "journeyStepFlowId": "journey_step_flow_id",
        "optionId": "option_id",
        "text": "text",
        "mobileText": "mobile_text",
        "nextStepId": "next_step_id",
        "isEndState": "is_end_state",
        "displayTitle": "display_title",
        "summary": "summary",
    },
    reads=journeys.OPTION_READS,
    fixed=("journeyStepFlowId",),
    filters={"journeyStepFlowId": "journey_step_flow_id"},
    finish=journeys.write_expected,
    flows=journeys.flows_of_option,
)
SUGGESTIONS = Noun(
    "suggestions",
    "movie_suggestion_flows",
    SuggestionSchema,
    EditedSuggestionReplySchema,
    {
        "journeyOptionFlowId": "journey_option_flow_id",
        "movieId": "movie_id",
        "reason": "reason",
        "relevance": "relevance",
        "relevanceScore": "relevance_score",
    },
    fixed=("journeyOptionFlowId", "movieId"),
    filters={"journeyOptionFlowId": "journey_option_flow_id", "movieId": "movie_id"},
    prepare=suggestions.prepare_suggestion,
    finish=suggestions.rank_film,
    leave=suggestions.rank_film_without,
)
CURATIONS = Noun(
    "daily-curations",
    "daily_curations",
    CurationSchema,
    EditedDailyPickReplySchema,
    {
        "buttonTitle": "button_title",
        "buttonMicrocopy": "button_microcopy",
        "headerPhrase": "header_phrase",
        "movieIds": "movie_ids",
        "isActive": "is_active",
        "startDate": "start_date",
        "endDate": "end_date",
        "priority": "priority",
    },
)
PILLAR_ARTICLES = Noun(
    "pillar-articles",
    "movie_pillar_articles",
    PillarArticleSchema,
    EditedPillarArticleReplySchema,
    {"movieId": "movie_id", "blogArticleId": "blog_article_id", "title": "title", "slug": "slug"},
    fixed=("movieId",),
    filters={"movieId": "movie_id"},
)
NOUNS = (
    FILMS,
    SENTIMENTS,
    SUB_SENTIMENTS,
    INTENTIONS,
    STEPS,
    OPTIONS,
    SUGGESTIONS,
    CURATIONS,
    PILLAR_ARTICLES,
)
