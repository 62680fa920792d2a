"""One page fetched from the web: guarded, redirected, retried, within its size and time."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from scrape_proxy.deadlines import Deadline
from scrape_proxy.errors import ResponseTooLarge, TargetTimedOut, TargetUnreachable
from scrape_proxy.pages.addresses import resolve_any
from scrape_proxy.pages.bodies import BodyBroken, BodyTooLarge, BodyTooSlow, read_capped
from scrape_proxy.pages.media import has_readable_body
from scrape_proxy.retries import RETRIED_STATUSES, wait_before_retry
from suite.outbound import GuardedSession, TargetUnresolvable

MAX_REDIRECTS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What a target answered. `url` is the last one asked, `location` where it sends us when nobody followed."""

    source_url: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    location: str | None = None

    @property
    def content_type(self) -> str:
        """The Content-Type header, empty when absent."""
        return self.headers.get("Content-Type", "")


@dataclass(frozen=True, slots=True)
class ResponseBounds:
    """What of a response is read: media of any type or pages, how many bytes, and whether more of them are cut off.

    `headers` are sent along.
    """

    any_media: bool
    limit: int
    cut: bool
    headers: tuple[tuple[str, str], ...] = ()
    pdf: bool = False


class PageFetcher:
    """Fetches pages through a guarded session.

    `fetch` raises BlockedTarget, TargetUnreachable, TargetTimedOut and ResponseTooLarge.
    """

    def __init__(self, session: GuardedSession, max_bytes: int) -> None:
        self._session = session
        self.max_bytes = max_bytes

    def fetch(
        self,
        url: str,
        deadline: Deadline,
        *,
        follow: bool = True,
        any_media: bool = False,
        limit: int | None = None,
        cut: bool = False,
        headers: tuple[tuple[str, str], ...] = (),
        pdf: bool = False,
    ) -> FetchedPage:
        """The page. Without `follow` a redirect is returned as it is; `any_media` reads files too.

        A body beyond `limit` is refused, or with `cut` ends there.
        """
        wanted = ResponseBounds(any_media, limit or self.max_bytes, cut, headers, pdf)
        current = url
        for _ in range(MAX_REDIRECTS + 1):
            page = self._fetch_patiently(url, current, deadline, wanted)
            if not page.location or not follow:
                return page
            if urlsplit(page.location)[:2] != urlsplit(current)[:2]:
                wanted = replace(wanted, headers=())  # what was meant for one site is no other's to read
            current = page.location
        raise TargetUnreachable("too many redirects")

    def _fetch_patiently(self, source_url: str, url: str, deadline: Deadline, wanted: "ResponseBounds") -> FetchedPage:
        attempt = 0
        while True:
            failure: TargetUnreachable | None = None
            headers: Mapping[str, str] = {}
            try:
                page = self._fetch_once(source_url, url, deadline, wanted)
                if page.status not in RETRIED_STATUSES:
                    return page
                headers = page.headers
            except TargetUnreachable as error:
                failure = error
            wait = wait_before_retry(attempt, deadline, headers)
            if wait is None:
                if failure:
                    raise failure
                return page
            time.sleep(wait)
            attempt += 1

    def _fetch_once(self, source_url: str, url: str, deadline: Deadline, wanted: "ResponseBounds") -> FetchedPage:
        response = self._ask(url, deadline, dict(wanted.headers))
        location = redirect_of(response, url)
        media = response.headers.get("Content-Type", "")
        readable = wanted.any_media or has_readable_body(media, pdf=wanted.pdf)
        if location or not readable:
            response.close()
            return FetchedPage(source_url, url, response.status_code, response.headers, b"", location)
        try:
            body = read_capped(response, wanted.limit, deadline, cut=wanted.cut)
        except BodyTooLarge:
            raise ResponseTooLarge(wanted.limit) from None
        except BodyTooSlow:
            raise TargetTimedOut() from None
        except BodyBroken:
            raise TargetUnreachable("broken response") from None
        return FetchedPage(source_url, url, response.status_code, response.headers, body)

    def _ask(self, url: str, deadline: Deadline, headers: dict[str, str]) -> requests.Response:
        if deadline.passed:
            raise TargetTimedOut()
        try:
            return self._session.get(url, stream=True, timeout=deadline.remaining, headers=headers)
        except TargetUnresolvable:
            raise TargetUnreachable("DNS failure") from None
        except requests.exceptions.Timeout:
            raise TargetTimedOut() from None
        except requests.exceptions.SSLError:
            raise TargetUnreachable("TLS error") from None
        except requests.exceptions.ConnectionError as error:
            if deadline.passed:
                raise TargetTimedOut() from None
            raise TargetUnreachable(class_of(error)) from None
        except (requests.RequestException, HTTPError, ValueError):
            raise TargetUnreachable("invalid response") from None


def redirect_of(response: requests.Response, url: str) -> str | None:
    """The absolute address a redirect leads to."""
    location = response.headers.get("Location")
    if response.status_code not in REDIRECTS or not location:
        return None
    # Header bytes arrive as latin-1; servers send UTF-8. What leads to no web page is for the guard to refuse.
    target = location.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        return resolve_any(url, target) or urljoin(url, target)
    except ValueError:
        return None


def class_of(error: requests.exceptions.ConnectionError) -> str:
    """The class of a failed connection, in words."""
    text = str(error)
    if "Connection refused" in text:
        return "connection refused"
    if "unreachable" in text:
        return "network unreachable"
    return "connection failed"
