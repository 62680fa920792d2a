"""A client that speaks for one user."""

from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from suite.http import Service


class Api:
    """Requests of one user to one application."""

    def __init__(self, service: Service, user: str) -> None:
        self.user = user
        self._client = service.test_client()

    def request(self, method: str, path: str, headers: Mapping[str, str] | None = None, **options: Any) -> TestResponse:
        """Any request, in the user's name."""
        return self._client.open(path, method=method, headers={"X-User-Id": self.user, **(headers or {})}, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        return self.request("POST", path, json=json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        return self.request("PUT", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.request("DELETE", path, **options)
