"""What a caller wants to know of a page's changes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from scrape_proxy.errors import InvalidInput, detail
from scrape_proxy.scrapes.wishes import read_wish

FORMAT = "changeTracking"
GIT_DIFF, JSON = "git-diff", "json"
MODES = (GIT_DIFF, JSON)
MAX_TAG = 100


@dataclass(frozen=True, slots=True)
class ChangeWish:
    """`tag` keeps histories of one page apart; `diff` asks for the lines that changed, `by_model` for what a model
    says has changed, in the members of `schema` or as `prompt` asks."""

    tag: str = ""
    diff: bool = False
    by_model: bool = False
    schema: dict[str, Any] | None = None
    prompt: str = ""

    def stored(self) -> dict[str, Any]:
        """As it stands among the fields of a request."""
        return asdict(self)


def read_change_wish(given: Mapping[str, Any], prefix: str) -> ChangeWish | None:
    """The wish among the formats, or in changeTrackingOptions of version 1; None without one. InvalidInput."""
    formats = given.get("formats")
    listed = formats if isinstance(formats, list) else []
    wish = next((item for item in listed if isinstance(item, dict) and item.get("type") == FORMAT), None)
    if wish is None and FORMAT not in listed:
        return None
    options = wish or given.get("changeTrackingOptions") or {}
    path = f"{prefix}changeTrackingOptions"
    if not isinstance(options, dict):
        raise InvalidInput([detail(path, "changeTrackingOptions must be an object", value=options)])
    modes, tag = options.get("modes") or [], options.get("tag") or ""
    if not isinstance(modes, list) or any(mode not in MODES for mode in modes):
        raise InvalidInput([detail(f"{path}.modes", f"modes must be among: {', '.join(MODES)}", value=modes)])
    if not isinstance(tag, str) or len(tag) > MAX_TAG:
        raise InvalidInput([detail(f"{path}.tag", f"tag must be a text of at most {MAX_TAG} characters", value=tag)])
    reading = read_wish(options.get("schema"), options.get("prompt"), path)
    return ChangeWish(tag, GIT_DIFF in modes, JSON in modes, reading.schema, reading.prompt)
