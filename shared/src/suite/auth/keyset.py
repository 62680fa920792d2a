"""Public keys of the token issuer, read from its JWKS address and kept while they are good."""

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import RSAAlgorithm

from suite.errors import Unauthorized, Unavailable
from suite.outbound.bodies import AnswerTooLarge, AnswerTooSlow, read_body
from suite.outbound.connections import bounded_session

FRESH_S = 600
USABLE_S = 86_400
REFETCH_S = 60
FIRST_RETRY_S = 5
TIMEOUTS_S = (2, 3)
# For the whole body: everybody who has no token yet waits for the first one.
ANSWER_S = 5.0
BODY_LIMIT = 256 * 1024
LEAST_KEY_BITS = 2048
MOST_KEY_BITS = 8192  # what one check costs grows with the square of the length

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """Keys by id, and when they were read (monotonic seconds)."""

    keys: Mapping[str, RSAPublicKey]
    read_at: float

    def key(self, kid: str | None) -> RSAPublicKey | None:
        """The key of that id; a token without an id can only mean the one key there is."""
        if kid is None:
            return next(iter(self.keys.values())) if len(self.keys) == 1 else None
        return self.keys.get(kid)


class KeySet:
    """The keys behind one URL.

    Known keys are answered without a lock. A set older than 10 minutes is renewed by one caller while the
    others go on with it, for at most 24 hours when the URL is down. Unknown ids cause one fetch a minute.
    """

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._session = bounded_session()
        self._lock = threading.Lock()
        self._published: PublishedKeys | None = None
        self._attempted_at = -float("inf")
        self._refetched_at = -float("inf")

    def find(self, kid: str | None) -> RSAPublicKey:
        """Raises Unauthorized for an unknown id, Unavailable when no set could be read that is still good."""
        now = self._clock()
        published = self._published
        if published is None or now - published.read_at >= USABLE_S:
            published = self._read_first(now)
        elif now - published.read_at >= FRESH_S:
            published = self._renew(published, now)
        key = published.key(kid)
        if key is None and published.read_at < now:
            key = self._refetch(published, now).key(kid)
        if key is None:
            raise Unauthorized("Invalid token")
        return key

    def _read_first(self, now: float) -> PublishedKeys:
        with self._lock:
            published = self._published
            if published and now - published.read_at < USABLE_S:
                return published
            published = self._fetch() if self._clock() - self._attempted_at >= FIRST_RETRY_S else None
        if published is None:
            raise Unavailable("Token keys are unavailable", retry_after=FIRST_RETRY_S)
        return published

    def _renew(self, published: PublishedKeys, now: float) -> PublishedKeys:
        if now - self._attempted_at < REFETCH_S or not self._lock.acquire(blocking=False):
            return published
        try:
            if self._published is not None and self._published is not published:
                return self._published
            return self._fetch() or published
        finally:
            self._lock.release()

    def _refetch(self, published: PublishedKeys, now: float) -> PublishedKeys:
        with self._lock:
            if self._published is not None and self._published is not published:
                return self._published
            if now - self._refetched_at < REFETCH_S:
                return published
            self._refetched_at = now
            return self._fetch() or published

    def _fetch(self) -> PublishedKeys | None:
        try:
            keys = read_keys(self._download())
        except (requests.RequestException, ValueError, RecursionError) as error:
            logger.warning("token keys could not be read", extra={"error": type(error).__name__})
            return None
        finally:
            self._attempted_at = self._clock()
        self._published = PublishedKeys(keys, self._attempted_at)
        return self._published

    def _download(self) -> bytes:
        with self._session.get(self._url, timeout=TIMEOUTS_S, stream=True, allow_redirects=False) as response:
            if response.status_code != 200:
                raise ValueError(f"answered {response.status_code}")
            try:
                return read_body(response, BODY_LIMIT, time.monotonic() + ANSWER_S)
            except AnswerTooLarge:
                raise ValueError(f"is longer than {BODY_LIMIT} bytes") from None
            except AnswerTooSlow:
                raise ValueError(f"does not end within {ANSWER_S} s") from None


def read_keys(body: bytes) -> dict[str, RSAPublicKey]:
    """RSA signing keys of a JWKS document by id; ValueError when there is none, so that a good set stays."""
    document = json.loads(body)
    entries = document.get("keys") if isinstance(document, dict) else None
    found: dict[str, RSAPublicKey] = {}
    for entry in entries if isinstance(entries, list) else ():
        key = read_key(entry)
        if key is not None:
            found[str(entry.get("kid", ""))] = key
    if not found:
        raise ValueError("holds no RSA signing key")
    return found


def read_key(entry: Any) -> RSAPublicKey | None:
    """The key of one entry; None for other kinds and uses, private, short, very long or malformed keys."""
    if not isinstance(entry, dict) or entry.get("kty") != "RSA" or "d" in entry:
        return None
    if entry.get("use", "sig") != "sig" or entry.get("alg", "RS256") != "RS256":
        return None
    try:
        key = RSAAlgorithm.from_jwk(entry)
    except (PyJWTError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, RSAPublicKey) and LEAST_KEY_BITS <= key.key_size <= MOST_KEY_BITS else None
