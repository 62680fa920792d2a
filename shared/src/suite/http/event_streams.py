"""Server-Sent Events: what every open stream does alike."""

from collections import Counter
from collections.abc import Iterator
from threading import Lock
from typing import TYPE_CHECKING

from suite.errors import Unavailable
from suite.http.replies import Reply

if TYPE_CHECKING:
    from suite.http.call import Call

EVENT_STREAM = "text/event-stream"
# nginx passes on what it would gather otherwise.
STREAM_HEADERS = {"Content-Type": f"{EVENT_STREAM}; charset=utf-8", "X-Accel-Buffering": "no"}
HEARTBEAT_SECONDS = 15.0
# After that the browser connects again, and its token is looked at again.
LONGEST_SECONDS = 1_800.0
RETRY = b"retry: 3000\n\n"
HEARTBEAT = b": keep-alive\n\n"


# In the environment of a request whose reply goes on until somebody has enough.
STREAMED = "suite.streamed"


def stream_reply(call: "Call", events: Iterator[bytes]) -> Reply:
    """A reply of events as they come. How long a reader stays says nothing of the service: its beginning counts."""
    call.environ[STREAMED] = True
    return Reply(events, headers=STREAM_HEADERS)


class TooManyStreams(Unavailable):
    """Too many open event streams"""

    code = "TOO_MANY_STREAMS"

    def __init__(self) -> None:
        super().__init__(retry_after=10)


class OpenStreams:
    """Counts the streams this process holds open: at most `most`, of them `most_per_user` for one user."""

    def __init__(self, most: int, most_per_user: int) -> None:
        self._most, self._most_per_user = most, most_per_user
        self._open: Counter[str] = Counter()
        self._lock = Lock()

    def open(self, user_id: str) -> None:
        """One more; TooManyStreams beyond the bounds."""
        with self._lock:
            if self._open.total() >= self._most or self._open[user_id] >= self._most_per_user:
                raise TooManyStreams()
            self._open[user_id] += 1

    def close(self, user_id: str) -> None:
        """One less."""
        with self._lock:
            self._open -= Counter({user_id: 1})
