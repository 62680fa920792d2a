"""What editors may send. Keys are those of the public routes; a fetched row can be changed and sent back."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import fields

from movies_api.rules import CERTIFICATIONS, INTENTION_TYPES
from suite.editing import EditedSchema
from suite.http.fields import (
    Array,
    Choice,
    Flag,
    JsonObject,
    Moment,
    Number,
    Pattern,
    Text,
    TextList,
    UuidText,
    Whole,
    reply,
)
from suite.http.schemas import InputSchema
from suite.ids import LARGEST_ID

Replies = Mapping[str, fields.Field[Any]]
ACCESS_TYPES = (
    "INCLUDED_WITH_SUBSCRIPTION",
    "RENTAL",
    "PURCHASE",
    "FREE_WITH_ADS",
    "OTHER",
    "HYBRID_OR_UNKNOWN",
)
TONES = ("similar", "contrasting", "progressive")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LOGICAL_ID = re.compile(r"[0-9A-Za-z]{1,20}\Z")


def identifier(**options: Any) -> Whole:
    """An id of another row."""
    return Whole(1, LARGEST_ID, **options)


def logical_id(**options: Any) -> Pattern:
    """A step's or option's name inside its flow."""
    return Pattern(LOGICAL_ID.match, "1 to 20 letters and digits", low=1, high=20, **options)


def address(**options: Any) -> Pattern:
    """A part of an address."""
    return Pattern(SLUG.match, "lower case letters, digits and single dashes", low=1, high=120, **options)


def words(most: int = 100, **options: Any) -> TextList:
    """A list of words."""
    return TextList(most, 100, each="word", **options)


class FilmSentimentSchema(InputSchema):
    """A feeling of a film."""

    subSentimentId = identifier(required=True)
    relevance = Number(0, 1, 3, allow_none=True, load_default=None)


class FilmPlatformSchema(InputSchema):
    """A place to see a film."""

    platformId = identifier(required=True)
    accessType = Choice(ACCESS_TYPES, required=True)


class FilmSchema(EditedSchema):
    """A film. A slug is made when none is given; the entry type follows from the feelings."""

    computed: ClassVar[Replies] = {"genreIds": reply.integers(), "emotionalEntryType": reply.text(null=True)}

    title = Text(1, 255, required=True)
    original_title = Text(1, 255, allow_none=True)
    year = Whole(1870, 2100, allow_none=True)
    director = Text(1, 255, allow_none=True)
    genres = words(20)
    keywords = words()
    description = Text(1, 10_000, allow_none=True)
    thumbnail = Text(1, 2_000, allow_none=True)
    vote_average = Number(0, 10, 1, allow_none=True)
    vote_count = Whole(0, LARGEST_ID, allow_none=True)
    certification = Choice(CERTIFICATIONS, allow_none=True)
    adult = Flag()
    runtime = Whole(1, 10_000, allow_none=True)
    tmdbId = identifier(allow_none=True)
    imdbRating = Number(0, 10, 1, allow_none=True)
    rottenTomatoesRating = Whole(0, 100, allow_none=True)
    metacriticRating = Whole(0, 100, allow_none=True)
    slug = address(allow_none=True)
    landingPageHook = Text(1, 1_000, allow_none=True)
    contentWarnings = Text(1, 1_000, allow_none=True)
    targetAudienceForLP = Text(1, 1_000, allow_none=True)
    awardsSummary = Text(1, 1_000, allow_none=True)
    hasAnalysisArticle = Flag()
    analysisArticleSlug = address(allow_none=True)
    sentiments = Array(FilmSentimentSchema(), 100)
    platforms = Array(FilmPlatformSchema(), 100)


class SentimentSchema(EditedSchema):
    """A main sentiment; it gets a journey of its own."""

    computed: ClassVar[Replies] = {"journeyFlowId": reply.integer(null=True)}

    name = Text(1, 100, required=True)
    description = Text(1, 2_000, allow_none=True)
    shortDescription = Text(1, 500, allow_none=True)
    keywords = words()
    isActive = Flag()


class SubSentimentSchema(EditedSchema):
    """A sub-sentiment of a main sentiment."""

    mainSentimentId = identifier(required=True)
    name = Text(1, 100, required=True)
    description = Text(1, 2_000, allow_none=True)
    keywords = words()


class IntentionSchema(EditedSchema):
    """An emotional intention."""

    shown: ClassVar[Replies] = {"subSentimentWeights": reply.mapping(fields.Float())}

    sentimentId = identifier(required=True)
    type = Choice(INTENTION_TYPES, required=True)
    description = Text(1, 1_000, required=True)
    preferredGenres = words(20)
    avoidGenres = words(20)
    emotionalTone = Choice(TONES)
    subSentimentWeights = JsonObject(most_bytes=10_000, most_depth=1)


class StepSchema(EditedSchema):
    """A step of a journey; `intentionIds` are the intentions that begin with it."""

    journeyFlowId = identifier(required=True)
    stepId = logical_id(required=True)
    order = Whole(0, 1_000, required=True)
    question = Text(1, 1_000, required=True)
    mobileQuestion = Text(1, 1_000, allow_none=True)
    intentionIds = Array(identifier(), 50)


class OptionSchema(EditedSchema):
    """An option of a step; `expectedSubSentimentIds` are the feelings its films should have."""

    journeyStepFlowId = identifier(required=True)
    optionId = logical_id(required=True)
    text = Text(1, 1_000, required=True)
    mobileText = Text(1, 1_000, allow_none=True)
    nextStepId = logical_id(allow_none=True)
    isEndState = Flag(required=True)
    displayTitle = Text(1, 300, allow_none=True)
    summary = Text(1, 2_000, allow_none=True)
    expectedSubSentimentIds = Array(identifier(), 50)


class SuggestionSchema(EditedSchema):
    """A film suggested under an option; without a score it gets the computed one. Ranks follow from scores."""

    computed: ClassVar[Replies] = {"relevance": reply.integer()}

    journeyOptionFlowId = identifier(required=True)
    movieId = UuidText(required=True)
    reason = Text(1, 2_000, required=True)
    relevanceScore = Number(0, 10, 3, allow_none=True)


class DailyPickSchema(EditedSchema):
    """Films of some days."""

    buttonTitle = Text(1, 200, required=True)
    buttonMicrocopy = Text(1, 300, allow_none=True)
    headerPhrase = Text(1, 500, allow_none=True)
    movieIds = Array(UuidText(), 100, required=True)
    isActive = Flag()
    startDate = Moment(required=True)
    endDate = Moment(required=True)
    priority = Whole(-1_000, 1_000)


class PillarArticleSchema(EditedSchema):
    """A blog article about a film."""

    movieId = UuidText(required=True)
    blogArticleId = Text(1, 100, required=True)
    title = Text(1, 300, required=True)
    slug = address(required=True)
