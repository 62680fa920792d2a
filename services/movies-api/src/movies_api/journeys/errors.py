"""Why there is no personalised journey."""

from movies_api.errors import MissingParameter
from suite.errors import BadRequest, NotFound


class IntentionNotFound(NotFound):
    """Intenção emocional não encontrada"""

    code = "INTENTION_NOT_FOUND"


class IntentionMismatch(BadRequest):
    """Intenção emocional não pertence ao sentimento especificado"""

    code = "INTENTION_MISMATCH"


class JourneyNotFound(NotFound):
    """Fluxo de jornada não encontrado para este sentimento"""

    code = "FLOW_NOT_FOUND"


class NoJourneySteps(NotFound):
    """Nenhum passo da jornada encontrado"""

    code = "NO_STEPS"


class MissingJourneyParameter(MissingParameter):
    """sentimentId and intentionId are required"""
