"""What a service that asks models can be told: a key, a model and an address for each."""

from dataclasses import dataclass

from suite.ai.prices import Prices, as_prices
from suite.settings import Secret, ServiceSettings, as_secret, as_text, as_url, setting

NO_MODEL = "only models that have a key are asked; without any, services do what they can offline"


@dataclass(frozen=True, kw_only=True)
class ModelSettings(ServiceSettings):
    """OpenAI, and DeepSeek and Kimi that speak as it does, and Gemini."""

    ai_prices: Prices | None = setting(
        "AI_PRICES",
        as_prices,
        default=None,
        help="prices that replace suite/ai/prices.json, US dollars for a million tokens: model=asked/answered, ...",
    )
    openai_api_key: Secret | None = setting(
        "OPENAI_API_KEY", as_secret, default=None, help="key of OpenAI", feature=NO_MODEL
    )
    openai_model: str = setting("OPENAI_MODEL", as_text, default="gpt-4o-mini", help="model of OpenAI")
    openai_base_url: str = setting(
        "OPENAI_BASE_URL", as_url("https", "http"), default="https://api.openai.com/v1", help="address of OpenAI"
    )
    gemini_api_key: Secret | None = setting(
        "GEMINI_API_KEY", as_secret, default=None, help="key of Gemini", feature=NO_MODEL
    )
    gemini_model: str = setting("GEMINI_MODEL", as_text, default="gemini-2.5-flash", help="model of Gemini")
    gemini_base_url: str = setting(
        "GEMINI_BASE_URL",
        as_url("https", "http"),
        default="https://generativelanguage.googleapis.com/v1beta",
        help="address of Gemini",
    )
    deepseek_api_key: Secret | None = setting(
        "DEEPSEEK_API_KEY", as_secret, default=None, help="key of DeepSeek", feature=NO_MODEL
    )
    deepseek_model: str = setting("DEEPSEEK_MODEL", as_text, default="deepseek-chat", help="model of DeepSeek")
    deepseek_base_url: str = setting(
        "DEEPSEEK_BASE_URL", as_url("https", "http"), default="https://api.deepseek.com", help="address of DeepSeek"
    )
    kimi_api_key: Secret | None = setting("KIMI_API_KEY", as_secret, default=None, help="key of Kimi", feature=NO_MODEL)
    kimi_model: str = setting("KIMI_MODEL", as_text, default="moonshotai/kimi-k2.5", help="model of Kimi")
    kimi_base_url: str = setting(
        "KIMI_BASE_URL", as_url("https", "http"), default="https://integrate.api.nvidia.com/v1", help="address of Kimi"
    )
