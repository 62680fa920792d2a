"""Why there is no personalised journey."""

from movies_api.errors import MissingParameter
from suite.errors import BadRequest, NotFound


class IntentionNotFound(NotFound):
    """Emotional intention not found"""

    code = "INTENTION_NOT_FOUND"


class IntentionMismatch(BadRequest):
    """The emotional intention belongs to another sentiment"""

    code = "INTENTION_MISMATCH"


class JourneyNotFound(NotFound):
    """The sentiment has no journey flow"""

    code = "FLOW_NOT_FOUND"
    wording = "JOURNEY_NOT_FOUND"


class NoJourneySteps(NotFound):
    """The journey has no steps"""

    code = "NO_STEPS"


class MissingJourneyParameter(MissingParameter):
    """sentimentId and intentionId are required"""
