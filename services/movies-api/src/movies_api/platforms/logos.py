"""Who is shown no logos of platforms: iOS while the application is under review."""

import re

from movies_api.service import MovieCall

_APPLE = re.compile("iPhone|iPad|Darwin|CFNetwork")


def hides_logos(call: MovieCall) -> bool:
    """Whether platform logos are kept from this client."""
    if not call.service.settings.apple_review_mode:
        return False
    return call.header("X-Platform") == "ios" or bool(_APPLE.search(call.header("User-Agent") or ""))


def logo_headers(call: MovieCall) -> dict[str, str]:
    """What a shared cache has to tell replies with logos apart by."""
    return {"Vary": "X-Platform, User-Agent"} if call.service.settings.apple_review_mode else {}
