"""What calls cost by list prices: an estimate, the record of a run also has the tokens."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

PRICE_LIST = Path(__file__).with_name("prices.json")
# US dollars for a million tokens asked and answered, by model.
Prices = Mapping[str, tuple[float, float]]
_PRICE = re.compile(r"([^=,\s]{1,100})=([0-9]{1,6}(?:\.[0-9]{1,6})?)/([0-9]{1,6}(?:\.[0-9]{1,6})?)")


def as_prices(text: str) -> Prices:
    """`model=asked/answered` in US dollars for a million tokens, several with commas; ValueError."""
    found: dict[str, tuple[float, float]] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        price = _PRICE.fullmatch(part)
        if price is None:
            raise ValueError("is not a list of model=asked/answered in US dollars for a million tokens")
        found[price[1]] = float(price[2]), float(price[3])
    return found


def listed_prices() -> Prices:
    """The prices of prices.json, which says of when they are."""
    listed = json.loads(PRICE_LIST.read_bytes())["usdPerMillionTokens"]
    return {model: (price["asked"], price["answered"]) for model, price in listed.items()}


def cost_usd(price: tuple[float, float] | None, sent: int | None, answered: int | None) -> float | None:
    """US dollars of a call by its tokens, None where the price or a number is not known."""
    if price is None or sent is None or answered is None:
        return None
    return round((sent * price[0] + answered * price[1]) / 1_000_000, 6)
