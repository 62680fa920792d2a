"""Rows as editors see them."""

from typing import Any

from marshmallow import fields

from movies_api.described import Described, flag, many, number, texts, whole, words


def wholes() -> fields.List[Any]:
    """An array of whole numbers."""
    return fields.List(fields.Integer(strict=True), required=True)


class EditedReplySchema(Described):
    """Who wrote a row and when; `version` is what its entity tag names."""

    version = whole()
    createdAt = words()
    updatedAt = words()
    createdBy = words()
    updatedBy = words()


class NumberedReplySchema(EditedReplySchema):
    """A row with a number."""

    id = whole()


class EditedFeelingReplySchema(Described):
    """A sub-sentiment of a film."""

    subSentimentId = whole()
    relevance = number(null=True)


class EditedAccessReplySchema(Described):
    """Where a film can be watched."""

    platformId = whole()
    accessType = words()


class EditedFilmReplySchema(EditedReplySchema):
    """A film."""

    id = words()
    title = words()
    original_title = words(null=True)
    year = whole(null=True)
    director = words(null=True)
    genres = texts()
    genreIds = wholes()
    keywords = texts()
    description = words(null=True)
    thumbnail = words(null=True)
    vote_average = number(null=True)
    vote_count = whole(null=True)
    certification = words(null=True)
    adult = flag()
    runtime = whole(null=True)
    tmdbId = whole(null=True)
    imdbRating = number(null=True)
    rottenTomatoesRating = whole(null=True)
    metacriticRating = whole(null=True)
    slug = words(null=True)
    landingPageHook = words(null=True)
    contentWarnings = words(null=True)
    targetAudienceForLP = words(null=True)
    awardsSummary = words(null=True)
    emotionalEntryType = words(null=True)
    hasAnalysisArticle = flag()
    analysisArticleSlug = words(null=True)
    sentiments = many(EditedFeelingReplySchema)
    platforms = many(EditedAccessReplySchema)


class EditedSentimentReplySchema(NumberedReplySchema):
    """A sentiment."""

    name = words()
    description = words(null=True)
    shortDescription = words(null=True)
    keywords = texts()
    isActive = flag()
    journeyFlowId = whole(null=True)


class EditedSubSentimentReplySchema(NumberedReplySchema):
    """A sub-sentiment."""

    mainSentimentId = whole()
    name = words()
    description = words(null=True)
    keywords = texts()


class EditedIntentionReplySchema(NumberedReplySchema):
    """An intention."""

    sentimentId = whole()
    type = words()
    description = words()
    preferredGenres = texts()
    avoidGenres = texts()
    emotionalTone = words()
    subSentimentWeights = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)


class EditedStepReplySchema(NumberedReplySchema):
    """A question of a journey."""

    journeyFlowId = whole()
    stepId = words()
    order = whole()
    question = words()
    mobileQuestion = words(null=True)
    intentionIds = wholes()


class EditedOptionReplySchema(NumberedReplySchema):
    """An answer to a question."""

    journeyStepFlowId = whole()
    optionId = words()
    text = words()
    mobileText = words(null=True)
    nextStepId = words(null=True)
    isEndState = flag()
    displayTitle = words(null=True)
    summary = words(null=True)
    expectedSubSentimentIds = wholes()


class EditedSuggestionReplySchema(NumberedReplySchema):
    """A film under an answer."""

    journeyOptionFlowId = whole()
    movieId = words()
    reason = words()
    relevance = whole()
    relevanceScore = number(null=True)


class EditedDailyPickReplySchema(NumberedReplySchema):
    """Films of some days."""

    buttonTitle = words()
    buttonMicrocopy = words(null=True)
    headerPhrase = words(null=True)
    movieIds = texts()
    isActive = flag()
    startDate = words()
    endDate = words()
    priority = whole()


class EditedPillarArticleReplySchema(NumberedReplySchema):
    """An article about a film."""

    movieId = words()
    blogArticleId = words()
    title = words()
    slug = words()


class JourneyProblemReplySchema(Described):
    """A broken rule of a journey."""

    flowId = whole()
    kind = words()
    subject = words()
    message = words()


class BrokenRuleReplySchema(Described):
    """A rule of a journey a write would break."""

    kind = words()
    subject = words()
    message = words()


class BrokenFieldReplySchema(Described):
    """A field that breaks a rule."""

    field = words()
    message = words()
    code = words()


class RefusedRowReplySchema(Described):
    """Why a row is refused: fields that break a rule (`details`), or rules of the journey (`problems`)."""

    error = words()
    code = words()
    details = many(BrokenFieldReplySchema, required=False)
    problems = many(BrokenRuleReplySchema, required=False)
