"""The models a service has a key for."""

from suite.ai.dialects import Dialect, GeminiDialect, OpenAiDialect
from suite.ai.model import Model
from suite.ai.prices import listed_prices
from suite.ai.settings import ModelSettings

DIALECTS: dict[str, Dialect] = {
    "gemini": GeminiDialect(),
    "openai": OpenAiDialect(),
    "deepseek": OpenAiDialect(),
    "kimi": OpenAiDialect(),
}


def models_of(settings: ModelSettings) -> dict[str, Model]:
    """Name → model of those that have a key, in the order they are asked."""
    prices = {**listed_prices(), **(settings.ai_prices or {})}
    found = {}
    for name, dialect in DIALECTS.items():
        key, model, base = (getattr(settings, f"{name}_{part}") for part in ("api_key", "model", "base_url"))
        if key:
            found[name] = Model(name, dialect, key, model, base, prices.get(model))
    return found
