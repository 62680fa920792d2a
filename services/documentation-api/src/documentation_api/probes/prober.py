"""One probe: a guarded GET within its time, and what the answer says."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Thread
from time import monotonic, perf_counter
from urllib.parse import urljoin

import requests
from urllib3.exceptions import HTTPError

from suite import VERSION
from suite.ids import now_milliseconds
from suite.outbound import AddressGuard, BlockedTarget, GuardedSession, TargetUnresolvable
from suite.outbound.bodies import AnswerTooLarge, AnswerTooSlow, read_body

PROBE_SECONDS = 5.0
MAX_REDIRECTS = 3
READ_BYTES = 65_536
REDIRECTS = frozenset({301, 302, 303, 307, 308})
ONLINE, OFFLINE, ERROR, UNKNOWN = "online", "offline", "error", "unknown"
NO_URL = "No URL configured for health check"
NOT_ALLOWED = "URL not allowed for health checks"


@dataclass(frozen=True)
class Probed:
    """What a probe found at `at`; `milliseconds` is None where nothing was asked."""

    status: str
    message: str
    milliseconds: int | None
    at: datetime

    @property
    def known(self) -> bool:
        """Whether the system was asked at all."""
        return self.status != UNKNOWN


class Prober:
    """Asks systems how they are; one per process."""

    def __init__(self, guard: AddressGuard) -> None:
        self._session = GuardedSession(guard, user_agent=f"documentation-api/{VERSION}")

    def probe(self, url: str | None, seconds: float = PROBE_SECONDS) -> Probed:
        """At the latest after `seconds`, name resolution and redirects included."""
        at = now_milliseconds()
        if not url:
            return Probed(UNKNOWN, NO_URL, None, at)
        found: list[tuple[str, str]] = []
        started, deadline = perf_counter(), monotonic() + seconds
        # A thread of its own: nothing else bounds the resolver.
        asking = Thread(target=lambda: found.append(self._ask(url, deadline)), daemon=True)
        asking.start()
        asking.join(seconds)
        status, message = found[0] if found else (OFFLINE, "Timed out")
        milliseconds = None if status == UNKNOWN else int((perf_counter() - started) * 1000)
        return Probed(status, message, milliseconds, at)

    def _ask(self, url: str, deadline: float) -> tuple[str, str]:
        try:
            return self._follow(url, deadline)
        except (BlockedTarget, requests.exceptions.InvalidSchema):
            return UNKNOWN, NOT_ALLOWED
        except TargetUnresolvable:
            return OFFLINE, "Host name could not be resolved"
        except (requests.exceptions.Timeout, AnswerTooSlow):
            return OFFLINE, "Timed out"
        except requests.exceptions.SSLError:
            return OFFLINE, "TLS error"
        except requests.exceptions.ConnectionError as error:
            return OFFLINE, "Connection refused" if "refused" in str(error) else "Connection failed"
        except (requests.RequestException, HTTPError, ValueError):
            return OFFLINE, "Invalid response"

    def _follow(self, url: str, deadline: float) -> tuple[str, str]:
        current = url
        for _ in range(MAX_REDIRECTS + 1):
            remaining = max(0.001, deadline - monotonic())
            with self._session.get(current, stream=True, timeout=remaining) as response:
                location = response.headers.get("Location")
                if response.status_code in REDIRECTS and location:
                    current = urljoin(current, location)
                    continue
                with suppress(AnswerTooLarge):
                    read_body(response, READ_BYTES, deadline)
                return judge(response.status_code, response.reason)
        return ERROR, "Too many redirects"


def judge(status: int, reason: str | None) -> tuple[str, str]:
    """What a complete answer says."""
    if 200 <= status < 300:
        return ONLINE, "System is accessible"
    shown = "".join(character for character in reason or "" if character.isprintable())[:100]
    return ERROR, f"HTTP {status}: {shown}".rstrip(": ")
