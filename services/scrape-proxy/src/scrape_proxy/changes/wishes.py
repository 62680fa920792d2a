"""What a caller wants to know of a page's changes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from scrape_proxy.errors import InvalidInput, detail

FORMAT = "changeTracking"
GIT_DIFF, JSON = "git-diff", "json"
MODES = (GIT_DIFF, JSON)
MAX_TAG = 100


@dataclass(frozen=True, slots=True)
class ChangeWish:
    """`tag` keeps histories of one page apart; `diff` asks for the lines that changed."""

    tag: str = ""
    diff: bool = False

    def stored(self) -> dict[str, Any]:
        """As it stands among the fields of a request."""
        return asdict(self)


def read_change_wish(given: Mapping[str, Any], prefix: str, ignored: list[str]) -> ChangeWish | None:
    """The wish among the formats, or in changeTrackingOptions of version 1; None without one. InvalidInput."""
    formats = given.get("formats")
    listed = formats if isinstance(formats, list) else []
    wish = next((item for item in listed if isinstance(item, dict) and item.get("type") == FORMAT), None)
    if wish is None and FORMAT not in listed:
        return None
    options = wish or given.get("changeTrackingOptions") or {}
    path = f"{prefix}changeTrackingOptions"
    modes, tag = (options.get("modes") or [], options.get("tag") or "") if isinstance(options, dict) else (None, "")
    if not isinstance(modes, list) or any(mode not in MODES for mode in modes):
        raise InvalidInput([detail(f"{path}.modes", f"modes must be among: {', '.join(MODES)}", value=modes)])
    if not isinstance(tag, str) or len(tag) > MAX_TAG:
        raise InvalidInput([detail(f"{path}.tag", f"tag must be a text of at most {MAX_TAG} characters", value=tag)])
    if JSON in modes:
        ignored.append(f"{FORMAT} mode {JSON}")
    return ChangeWish(tag, GIT_DIFF in modes)
