"""How a job is doing, as watchers of Firecrawl's SDKs hear it: `catchup`, `document` for each page, `done`, `error`.

Where a message has a status that has ended, SDKs of version 2 leave; those of version 1 know nothing but these types.
"""

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

from wsproto.frame_protocol import CloseReason

from scrape_proxy.compatible.options import V2
from scrape_proxy.service import ScrapeService
from suite.errors import AppError
from suite.http import Call, Reply
from suite.http.event_streams import HEARTBEAT_SECONDS, LONGEST_SECONDS
from suite.http.replies import encode
from suite.http.websockets import WebSocket, WebSocketEnded, switch

LOOK_SECONDS = 0.5
# Some clients take 1 MiB a message at most, and the first one would have all pages so far.
CATCHUP_BYTES = 262_144
SCRAPING, COMPLETED, FAILED = "scraping", "completed", "failed"
# Looks in a row, some seconds together, after which what fails does not pass.
MOST_FAILED = 5
# The JavaScript SDK 1 reads the reason as a message; this type means nothing to it.
CLOSED = '{"type":"closed"}'
# The status of a job and its pages beyond so many, as the route without a WebSocket answers.
Look = Callable[[int], dict[str, Any]]


def watch_job(call: Call[ScrapeService], version: str, look: Look) -> Reply:
    """The reply that tells a job's progress until it ends, for half an hour at most."""
    service, user_id = call.service, call.identity.user_id
    reply = switch(call.environ, JobWatch(call, version, look).frames())
    service.watches.open(user_id)
    service.gateway.metrics.add_watches(1)

    def close() -> None:
        service.watches.close(user_id)
        service.gateway.metrics.add_watches(-1)

    reply.call_on_close(close)
    return reply


class JobWatch:
    """One watcher. What goes wrong is told in our words, for it sees no status of HTTP."""

    def __init__(self, call: Call[ScrapeService], version: str, look: Look) -> None:
        self._socket = WebSocket(call.environ)
        self._stopping = call.service.shutting_down
        self._version = version
        self._look = look
        self._sent = 0
        self._failed = 0
        self._spoken = monotonic()
        self._until = self._spoken + LONGEST_SECONDS

    def frames(self) -> Iterator[bytes]:
        """Bytes for the client until the job, the time or the client has ended."""
        try:
            yield from self._messages()
            yield from self._socket.close(CloseReason.NORMAL_CLOSURE, CLOSED)
        except WebSocketEnded as left:
            yield left.farewell

    def _messages(self) -> Iterator[bytes]:
        try:
            now = self._look(0)
            yield from self._catchup(now)
            while not has_ended(now):
                if "next" not in now:
                    yield from self._pause()
                if self._stopping.is_set() or monotonic() >= self._until:
                    yield self._error("the watch has ended before the job: ask for its status")
                    return
                now = self._look_again() or now
                yield from self._documents(now["data"])
        except AppError as error:
            yield self._error(error.message)
            return
        yield self._end(now)

    def _look_again(self) -> dict[str, Any] | None:
        """None while the status cannot be had and this may pass."""
        try:
            now = self._look(self._sent)
        except AppError as error:
            self._failed += 1
            if error.status < 500 or self._failed > MOST_FAILED:
                raise
            return None
        self._failed = 0
        return now

    def _catchup(self, now: dict[str, Any]) -> Iterator[bytes]:
        first, size = list[Any](), 0
        for document in now["data"]:
            size += len(encode(document))
            if size > CATCHUP_BYTES:
                break
            first.append(document)
        rest = now["data"][len(first) :]
        shown = {name: value for name, value in now.items() if name != "next"} | {"data": first}
        # A status that has ended would end the watch before the pages that come yet.
        if rest or not has_ended(now):
            shown["status"] = SCRAPING
        yield self._message("catchup", shown)
        self._sent = len(first)
        yield from self._documents(rest)

    def _documents(self, documents: list[Any]) -> Iterator[bytes]:
        for document in documents:
            self._sent += 1
            yield self._message("document", document)

    def _end(self, now: dict[str, Any]) -> bytes:
        status = str(now["status"])
        if status == COMPLETED:
            return self._message("done", {**now, "data": []})
        if self._version == V2 and status != FAILED:
            return self._message("status", {**now, "data": []})
        return self._error(now.get("error") or f"the job has {status}")

    def _error(self, words: str) -> bytes:
        return self._socket.text(encode({"type": "error", "error": words}).decode())

    def _message(self, kind: str, data: dict[str, Any]) -> bytes:
        self._spoken = monotonic()
        return self._socket.text(encode({"type": kind, "data": data}).decode())

    def _pause(self) -> Iterator[bytes]:
        yield self._socket.wait(LOOK_SECONDS)
        if monotonic() - self._spoken >= HEARTBEAT_SECONDS:
            self._spoken = monotonic()
            yield self._socket.ping()


def has_ended(now: dict[str, Any]) -> bool:
    """Whether a job has ended and all its pages are here."""
    return now["status"] != SCRAPING and "next" not in now
