"""Which providers a command asks, and in what order."""

from movies_api.curation.errors import NotConfigured
from movies_api.curation.providers.chat import ChatProvider, Dialect
from movies_api.curation.providers.dialects import GeminiDialect, OpenAiDialect
from movies_api.curation.providers.lexicon import LexiconProvider
from movies_api.curation.providers.panel import Panel
from movies_api.curation.providers.prices import listed_prices
from movies_api.curation.providers.provider import LEXICON, Provider
from movies_api.settings import Settings

AUTO = "auto"


def panel_of(settings: Settings, wanted: str | None) -> Panel:
    """The panel of a name; `auto` has all with a key and the lexicon last. NotConfigured for one without key."""
    name = wanted or settings.ai_provider
    if name == LEXICON:
        return Panel([LexiconProvider()])
    services = service_providers(settings)
    if name == AUTO:
        return Panel([*services.values(), LexiconProvider()])
    if name not in services:
        raise NotConfigured(f"{name.upper()}_API_KEY is missing")
    return Panel([services[name]])


def service_providers(settings: Settings) -> dict[str, Provider]:
    """Name → provider of those that have a key, in the order of `auto`."""
    openai: Dialect = OpenAiDialect()
    gemini: Dialect = GeminiDialect()
    declared = {
        "gemini": (gemini, settings.gemini_api_key, settings.gemini_model, settings.gemini_base_url),
        "openai": (openai, settings.openai_api_key, settings.openai_model, settings.openai_base_url),
        "deepseek": (openai, settings.deepseek_api_key, settings.deepseek_model, settings.deepseek_base_url),
        "kimi": (openai, settings.kimi_api_key, settings.kimi_model, settings.kimi_base_url),
    }
    prices = {**listed_prices(), **(settings.ai_prices or {})}
    return {
        name: ChatProvider(name, dialect, key, model, base, prices.get(model))
        for name, (dialect, key, model, base) in declared.items()
        if key
    }
