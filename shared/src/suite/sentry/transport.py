"""The way to Sentry: its own client and envelope, sent by the one thread that has built the event.

Imported only where SENTRY_DSN is set.
"""

from collections.abc import Callable
from typing import Any

import sentry_sdk
from sentry_sdk.transport import HttpTransport
from sentry_sdk.utils import BadDsn, Dsn
from sentry_sdk.worker import Worker

from suite.sentry.redaction import BeforeSend

# A silent Sentry holds up the reports that wait behind one this long, and nothing else.
TIMEOUT_SECONDS = 5


class _SameThread(Worker):
    """Instead of another queue with another thread: whoever sends is one already."""

    is_alive = True

    def kill(self) -> None:
        """There is nothing to end."""

    def full(self) -> bool:
        return False

    def submit(self, callback: Callable[[], Any]) -> bool:
        callback()
        return True


class _Transport(HttpTransport):
    """One attempt an event, and a word whether it arrived."""

    TIMEOUT = TIMEOUT_SECONDS

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self.lost = 0

    def _create_worker(self, options: Any) -> Worker:
        return _SameThread()

    def _get_pool_options(self) -> dict[str, Any]:
        # urllib3 would tell each attempt in our log.
        return {**super()._get_pool_options(), "retries": False}

    def on_dropped_event(self, _reason: str) -> None:
        self.lost += 1

    def record_lost_event(self, *arguments: Any, **named: Any) -> None:
        self.lost += 1


class SentryClient:
    """Sends events to the project that a DSN names; raises ValueError for one that Sentry does not know."""

    def __init__(self, dsn: str, environment: str, release: str, before_send: BeforeSend) -> None:
        try:
            Dsn(dsn)
        except BadDsn as error:
            raise ValueError(str(error)) from error
        self._client = sentry_sdk.Client(
            dsn=dsn,
            environment=environment,
            release=release,
            transport=_Transport,
            before_send=before_send,
            before_send_transaction=before_send,
            # Its integrations would put headers into requests to strangers and hooks around everything.
            default_integrations=False,
            auto_enabling_integrations=False,
            auto_session_tracking=False,
            enable_backpressure_handling=False,
            send_client_reports=False,
            spotlight=False,
            max_breadcrumbs=0,
        )

    def send(self, event: dict[str, Any]) -> bool:
        """Send one event; whether Sentry took it."""
        transport = self._client.transport
        assert isinstance(transport, _Transport)
        before = transport.lost
        sent = self._client.capture_event(event)  # type: ignore[arg-type]
        return sent is not None and transport.lost == before
