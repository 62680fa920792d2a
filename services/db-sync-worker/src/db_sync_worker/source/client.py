"""QuestDB over HTTP: /exec for small answers, /exp for streams of rows."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
import urllib3

from db_sync_worker.settings import Settings
from db_sync_worker.source.errors import AnswerBroken, QueryRefused, SourceUnavailable
from db_sync_worker.source.queries import PING
from suite.tracing.outbound import traced_session

BLOCK_BYTES = 262_144
MAX_ANSWER_BYTES = 16 * 1_048_576
_TRY_AGAIN = frozenset({408, 425, 429})


class PageSource(Protocol):
    """Who gives pages of rows."""

    def rows_as_text(self, query: str) -> list[list[str | None]]: ...


class QuestDb:
    """One client a process, its threads take turns. Raises QueryRefused, or SourceUnavailable: try again."""

    def __init__(
        self,
        url: str,
        *,
        timeout_s: float = 30.0,
        stream_timeout_s: float = 300.0,
        credentials: tuple[str, str] | None = None,
        token: str | None = None,
    ) -> None:
        self._url = url.rstrip("/")
        self._timeout = (timeout_s, timeout_s)
        self._stream_timeout_s = stream_timeout_s
        self._credentials, self._token = credentials, token
        self._session = self._new_session()

    def _new_session(self) -> requests.Session:
        session = traced_session()
        session.trust_env = False
        session.headers.update({"Accept-Encoding": "identity", "User-Agent": "db-sync-worker"})
        if self._token:
            session.headers["Authorization"] = f"Bearer {self._token}"
        elif self._credentials:
            session.auth = self._credentials
        return session

    @classmethod
    def from_settings(cls, settings: Settings) -> "QuestDb":
        """The source the settings name."""
        password = settings.questdb_password.reveal() if settings.questdb_password else ""
        return cls(
            settings.questdb_url,
            timeout_s=settings.questdb_timeout_s,
            stream_timeout_s=settings.questdb_stream_timeout_s,
            credentials=(settings.questdb_user, password) if settings.questdb_user else None,
            token=settings.questdb_token.reveal() if settings.questdb_token else None,
        )

    def another(self) -> "QuestDb":
        """A client of the same source with connections of its own, for another thread."""
        return QuestDb(
            self._url,
            timeout_s=self._timeout[0],
            stream_timeout_s=self._stream_timeout_s,
            credentials=self._credentials,
            token=self._token,
        )

    def select(self, query: str) -> list[list[Any]]:
        """All rows of a small answer."""
        return self.describe(query)[1]

    def describe(self, query: str) -> tuple[list[dict[str, Any]], list[list[Any]]]:
        """Columns ({name, type}) and rows of a small answer; whole numbers are exact."""
        return self._exec(query, json.loads)

    def rows_as_text(self, query: str) -> list[list[str | None]]:
        """Rows with every number as the text it was written in, true and false as words."""
        rows = self._exec(query, partial(json.loads, parse_float=str, parse_int=str, parse_constant=str))[1]
        return [[_word(value) for value in row] for row in rows]

    def _exec(self, query: str, parse: Callable[[bytes], Any]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
        with self._open(self._session, "/exec", query) as response:
            content = b"".join(_blocks(response, limit=MAX_ANSWER_BYTES))
        try:
            answer = parse(content)
            return answer["columns"], answer["dataset"]
        except (ValueError, KeyError, TypeError) as error:
            raise AnswerBroken("the answer is not what /exec gives") from error

    def value(self, query: str) -> Any:
        """The first column of the first row, None without rows."""
        rows = self.select(query)
        return rows[0][0] if rows else None

    @contextmanager
    def stream(self, query: str) -> Iterator[Iterator[bytes]]:
        """Blocks of CSV as they arrive."""
        # QuestDB admits few exports and counts a connection that made one until it ends. The server ends it, too; in a
        # session shared with other questions the next of them may be sent into the connection that is just ending.
        headers = {"Connection": "close"}
        with self._new_session() as session, self._open(session, "/exp", query, headers) as response:
            connection = getattr(response.raw, "connection", None)
            if connection is not None and getattr(connection, "sock", None) is not None:
                connection.sock.settimeout(self._stream_timeout_s)
            yield _blocks(response)

    def ping(self) -> None:
        """One small question."""
        self.select(PING)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    @contextmanager
    def _open(
        self, session: requests.Session, path: str, query: str, headers: dict[str, str] | None = None
    ) -> Iterator[requests.Response]:
        try:
            response = session.get(
                self._url + path,
                params={"query": query},
                headers=headers,
                stream=True,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise SourceUnavailable(
                f"QuestDB cannot be reached at {address_of(self._url)} (QUESTDB_REST_URL): {_cause(error)};"
                " scripts/questdb.sh status tells whether one runs here, scripts/questdb.sh start starts it"
            ) from error
        with response:
            if response.status_code != 200:
                raise _refusal(response)
            yield response


def address_of(url: str) -> str:
    """Scheme, host and port of an address, without what may be secret."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}:{parts.port}" if parts.port else f"{parts.scheme}://{host}"


def moment_of(text: Any) -> datetime | None:
    """A timestamp of /exec; nanoseconds are cut to microseconds."""
    if text is None:
        return None
    head, _, rest = str(text).removesuffix("Z").partition(".")
    return datetime.fromisoformat(f"{head}.{rest[:6].ljust(6, '0')}").replace(tzinfo=UTC)


def _word(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _blocks(response: requests.Response, limit: int | None = None) -> Iterator[bytes]:
    total, held, size = 0, [], 0
    try:
        for piece in response.raw.stream(BLOCK_BYTES, decode_content=True):
            total += len(piece)
            if limit is not None and total > limit:
                raise QueryRefused(f"the answer is larger than {limit} bytes")
            held.append(piece)
            size += len(piece)
            if size >= BLOCK_BYTES:
                yield b"".join(held)
                held, size = [], 0
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise AnswerBroken(f"the answer broke off: {_cause(error)}") from error
    if held:
        yield b"".join(held)


def _refusal(response: requests.Response) -> Exception:
    status = response.status_code
    if status >= 500 or status in _TRY_AGAIN:
        return SourceUnavailable(f"QuestDB answers {status}")
    try:
        message = str(response.json().get("error", ""))[:500]
    except (ValueError, AttributeError, requests.RequestException):
        message = ""
    return QueryRefused(f"QuestDB refuses the query ({status}): {message or 'no reason given'}")


def _cause(error: BaseException) -> str:
    """The class of a failure: messages of HTTP libraries hold addresses and queries."""
    inner = error.args[0] if error.args and isinstance(error.args[0], BaseException) else error
    reason = getattr(inner, "reason", None)
    return type(reason if isinstance(reason, BaseException) else inner).__name__
