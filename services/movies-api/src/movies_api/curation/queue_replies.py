"""Runs of the curation as editors see them."""

from marshmallow import fields

from movies_api.described import Described, flag, many, number, texts, whole, words


class RunMatchReplySchema(Described):
    """A sub-sentiment that was found."""

    subId = whole()
    name = words()
    relevance = number()
    explanation = words()


class NewNameReplySchema(Described):
    """A sub-sentiment nobody knows."""

    name = words()
    relevance = number()
    explanation = words()


class RunOscarReplySchema(Described):
    """An Oscar won or a nomination."""

    category = words()
    year = whole()
    person = words(null=True)
    won = flag()


class ProviderCallReplySchema(Described):
    """A call to a provider and what it used."""

    provider = words()
    model = words(null=True)
    seconds = number()
    promptTokens = whole(null=True)
    completionTokens = whole(null=True)
    costUsd = number(null=True)
    outcome = words()


class CurationRunReplySchema(Described):
    """A run; `reasons` maps the id of an answer to the reason for it."""

    id = words()
    status = words()
    step = words()
    movieId = words(null=True)
    tmdbId = whole(null=True)
    journeyOptionFlowId = whole(null=True)
    title = words(null=True)
    year = whole(null=True)
    provider = words(null=True)
    confidence = number(null=True)
    error = words(null=True)
    matches = many(RunMatchReplySchema)
    newSubSentiments = many(NewNameReplySchema)
    sentimentId = whole(null=True)
    reasons = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    oscars = many(RunOscarReplySchema)
    calls = many(ProviderCallReplySchema)
    version = whole()
    createdAt = words()
    updatedAt = words()
    createdBy = words()
    updatedBy = words()


class AuditEntryReplySchema(Described):
    """A change somebody made."""

    id = words()
    action = words()
    actor = words()
    createdAt = words()
    requestId = words()
    changedFields = texts()
    oldValues = fields.Dict(required=True, allow_none=True, metadata={"additionalProperties": True})
    newValues = fields.Dict(required=True, allow_none=True, metadata={"additionalProperties": True})
