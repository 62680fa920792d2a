"""The span of an HTTP request that this process sends; `traceparent` goes with it."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from suite.tracing.spans import CLIENT, span

_HEADER = "traceparent"


class TracedAdapter(HTTPAdapter):
    """requests' adapter, with a span a request: method, host and status, never the path or the query.

    `passes_on` is for services of the operator; what strangers run learns nothing of our traces.
    """

    passes_on: ClassVar[bool] = True

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """As requests does."""
        place = urlsplit(request.url or "")
        with span(
            f"{request.method}",
            CLIENT,
            http__request__method=request.method,
            server__address=place.hostname,
            url__scheme=place.scheme,
        ) as begun:
            if begun is None:
                return self.dispatch(request, options)
            if self.passes_on:
                request.headers[_HEADER] = begun.traceparent
            response = self.dispatch(request, options)
            begun.attributes["http.response.status_code"] = response.status_code
            if response.status_code >= 500:
                begun.error = str(response.status_code)
            return response

    def dispatch(self, request: requests.PreparedRequest, options: dict[str, Any]) -> requests.Response:
        """Send it; what adapters with rules of their own replace."""
        return super().send(request, **options)


def traced_session() -> requests.Session:
    """A session whose requests are spans of the trace in progress."""
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, TracedAdapter())
    return session
