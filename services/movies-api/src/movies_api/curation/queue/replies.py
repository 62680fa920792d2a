"""Runs of the curation as editors see them."""

from marshmallow import fields

from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class RunMatchReplySchema(ReplySchema):
    """A sub-sentiment that was found."""

    subId = reply.integer()
    name = reply.text()
    relevance = reply.number()
    explanation = reply.text()


class NewNameReplySchema(ReplySchema):
    """A sub-sentiment nobody knows."""

    name = reply.text()
    relevance = reply.number()
    explanation = reply.text()


class RunOscarReplySchema(ReplySchema):
    """An Oscar won or a nomination."""

    category = reply.text()
    year = reply.integer()
    person = reply.text(null=True)
    won = reply.boolean()


class ProviderCallReplySchema(ReplySchema):
    """A call to a provider and what it used."""

    provider = reply.text()
    model = reply.text(null=True)
    seconds = reply.number()
    promptTokens = reply.integer(null=True)
    completionTokens = reply.integer(null=True)
    costUsd = reply.number(null=True)
    outcome = reply.text()


class CurationRunReplySchema(ReplySchema):
    """A run; `reasons` maps the id of an answer to the reason for it."""

    id = reply.text()
    status = reply.text()
    step = reply.text()
    movieId = reply.text(null=True)
    tmdbId = reply.integer(null=True)
    journeyOptionFlowId = reply.integer(null=True)
    title = reply.text(null=True)
    year = reply.integer(null=True)
    provider = reply.text(null=True)
    confidence = reply.number(null=True)
    error = reply.text(null=True)
    matches = reply.array(RunMatchReplySchema)
    newSubSentiments = reply.array(NewNameReplySchema)
    sentimentId = reply.integer(null=True)
    reasons = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    oscars = reply.array(RunOscarReplySchema)
    calls = reply.array(ProviderCallReplySchema)
    version = reply.integer()
    createdAt = reply.text()
    updatedAt = reply.text()
    createdBy = reply.text()
    updatedBy = reply.text()


class AuditEntryReplySchema(ReplySchema):
    """A change somebody made."""

    id = reply.text()
    action = reply.text()
    actor = reply.text()
    createdAt = reply.text()
    requestId = reply.text()
    changedFields = reply.texts()
    oldValues = fields.Dict(required=True, allow_none=True, metadata={"additionalProperties": True})
    newValues = fields.Dict(required=True, allow_none=True, metadata={"additionalProperties": True})
    version = reply.integer(null=True, description="number of the change; null before changes were sealed")
    hash = reply.text(null=True, description="seal over the entry and the one before it")
