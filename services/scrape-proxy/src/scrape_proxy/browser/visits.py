"""What a browser is asked to do with a page, and what it saw."""

from dataclasses import dataclass, field
from typing import Any

from scrape_proxy.errors import detail

PICTURES = frozenset({"screenshot", "screenshot@fullPage"})
MAX_ACTIONS = 50
MAX_PICTURES = 10
MAX_TEXT = 10_000
MAX_SELECTOR = 1_000
LONGEST_PAUSE_MS = 30_000
DIRECTIONS = ("up", "down")
# The members an action needs, each with what it has to be.
ACTIONS: dict[str, dict[str, type]] = {
    "wait": {},
    "click": {"selector": str},
    "write": {"text": str},
    "press": {"key": str},
    "scroll": {},
    "screenshot": {},
    "scrape": {},
}
_BOUNDS = {"selector": MAX_SELECTOR, "text": MAX_TEXT, "key": 50}


@dataclass(frozen=True, slots=True)
class BrowserVisit:
    """A page and how to look at it. `actions` passed `judge_actions`; `pictures` are wanted formats."""

    url: str
    wait_ms: int = 0
    pictures: tuple[str, ...] = ()
    actions: tuple[dict[str, Any], ...] = ()
    mobile: bool = False
    languages: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    milliseconds: int = 30_000

    @property
    def is_special(self) -> bool:
        """Whether only a browser can do it."""
        return bool(self.wait_ms or self.pictures or self.actions or self.mobile)


@dataclass(frozen=True, slots=True)
class Sight:
    """The address and status a page ended at, its markup, its picture, and what actions saw on the way. PNG bytes."""

    url: str
    status: int
    markup: str
    picture: bytes = b""
    shots: tuple[bytes, ...] = ()
    scrapes: tuple[tuple[str, str], ...] = field(default=())


class ActionFailed(Exception):
    """An action found nothing to act on in time; the text says which."""


def judge_actions(value: Any, path: str) -> list[dict[str, Any]]:
    """What is wrong with a list of actions."""
    if not isinstance(value, list) or len(value) > MAX_ACTIONS:
        return [detail(path, f"actions must be an array of at most {MAX_ACTIONS}", value=value)]
    wrong = [detail(f"{path}[{place}]", why, value=item) for place, item in enumerate(value) if (why := breach(item))]
    if not wrong and sum(item["type"] == "screenshot" for item in value) > MAX_PICTURES:
        wrong.append(detail(path, f"actions must have at most {MAX_PICTURES} screenshots"))
    return wrong


def breach(item: Any) -> str | None:
    """What is wrong with one action."""
    if not isinstance(item, dict) or item.get("type") not in ACTIONS:
        return f"action type must be one of: {', '.join(ACTIONS)}"
    for name, kind in ACTIONS[item["type"]].items():
        if not isinstance(item.get(name), kind):
            return f"{item['type']} needs {name}"
    for name, most in _BOUNDS.items():
        if not isinstance(item.get(name, ""), str) or len(item.get(name, "")) > most:
            return f"{name} must be a text of at most {most} characters"
    pause = item.get("milliseconds", 0)
    if isinstance(pause, bool) or not isinstance(pause, int) or not 0 <= pause <= LONGEST_PAUSE_MS:
        return f"milliseconds must be an integer between 0 and {LONGEST_PAUSE_MS}"
    if item.get("direction", "down") not in DIRECTIONS:
        return "direction must be up or down"
    return None
