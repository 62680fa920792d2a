"""Replies about journeys, and of rows that are refused."""

from movies_api.described import Described, many, whole, words


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
