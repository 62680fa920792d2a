"""Who judges for a command, and in what order."""

from movies_api.curation.errors import ProviderNotConfigured
from movies_api.curation.providers.judge import LEXICON, Judge
from movies_api.curation.providers.lexicon import LexiconJudge
from movies_api.curation.providers.model import ModelJudge
from movies_api.settings import Settings
from suite.ai.models import models_of
from suite.ai.panel import Panel

AUTO = "auto"


def panel_of(settings: Settings, wanted: str | None) -> Panel[Judge]:
    """The panel of a name; `auto` has all models with a key and the lexicon last.

    ProviderNotConfigured for one without key.
    """
    name = wanted or settings.ai_provider
    if name == LEXICON:
        return Panel([LexiconJudge()])
    judges = {model.name: ModelJudge(model) for model in models_of(settings).values()}
    if name == AUTO:
        return Panel([*judges.values(), LexiconJudge()])
    if name not in judges:
        raise ProviderNotConfigured(f"{name.upper()}_API_KEY is missing")
    return Panel([judges[name]])
