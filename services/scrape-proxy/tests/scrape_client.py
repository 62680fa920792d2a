"""A client that speaks for one user."""

from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from suite_testing.applications import ApplicationCaller

SCRAPE, CRAWL, MAP = "/api/v1/scrape", "/api/v1/crawl", "/api/v1/map"


class Api(ApplicationCaller):
    """Requests of one user to one application."""

    def scrape(self, url: str, headers: Mapping[str, str] | None = None, **fields: Any) -> TestResponse:
        return self.post(SCRAPE, {"url": url, **fields}, headers=headers)

    def scraped(self, url: str, **fields: Any) -> dict[str, Any]:
        """`data` of a scrape that succeeds."""
        reply = self.scrape(url, **fields)
        assert reply.status_code == 200, reply.get_data(as_text=True)
        data: dict[str, Any] = reply.get_json()["data"]
        return data

    def scraped_by_sdk(self, url: str, **fields: Any) -> dict[str, Any]:
        """`data` as Firecrawl's own clients get it."""
        reply = self.post("/v2/scrape", {"url": url, **fields})
        assert reply.status_code == 200, reply.get_data(as_text=True)
        data: dict[str, Any] = reply.get_json()["data"]
        return data

    def begin(self, url: str, **fields: Any) -> str:
        """The id of a new crawl."""
        reply = self.post(CRAWL, {"url": url, **fields})
        assert reply.status_code == 200, reply.get_data(as_text=True)
        return str(reply.get_json()["data"]["id"])

    def status(self, crawl_id: str, query: str = "") -> dict[str, Any]:
        """`data` of a status answer."""
        reply = self.get(f"{CRAWL}/{crawl_id}{query}")
        assert reply.status_code == 200, reply.get_data(as_text=True)
        data: dict[str, Any] = reply.get_json()["data"]
        return data

    def errors(self, crawl_id: str) -> dict[str, Any]:
        """`data` of the errors of a crawl."""
        data: dict[str, Any] = self.get(f"{CRAWL}/{crawl_id}/errors").get_json()["data"]
        return data


def refusal(reply: TestResponse, status: int, code: str) -> dict[str, Any]:
    """The body of an error, after what all errors share was checked."""
    body: dict[str, Any] = reply.get_json()
    assert (reply.status_code, body["code"], body["success"]) == (status, code, False), body
    assert body["request_id"] == reply.headers["X-Request-ID"]
    return body
