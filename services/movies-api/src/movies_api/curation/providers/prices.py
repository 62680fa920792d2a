"""What calls cost, by the providers' price lists."""

# US dollars for a million tokens asked and answered. Lists change: the record of a run also has the tokens.
PRICES = {"gpt-4o-mini": (0.15, 0.60), "gemini-2.5-flash": (0.30, 2.50), "deepseek-chat": (0.27, 1.10)}


def cost_usd(model: str, prompt_tokens: int | None, completion_tokens: int | None) -> float | None:
    """US dollars of a call, None for a model without a known price."""
    price = PRICES.get(model)
    if price is None or prompt_tokens is None or completion_tokens is None:
        return None
    return round((prompt_tokens * price[0] + completion_tokens * price[1]) / 1_000_000, 6)
