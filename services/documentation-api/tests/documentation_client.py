"""A client that speaks for one user."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from werkzeug.test import TestResponse

from suite.http import Service

NEW_IDEA: dict[str, Any] = {"title": "Migrar o gráfico", "category": "improvement"}
_numbers = count(1)


class Api:
    """Requests of one user to one application."""

    def __init__(self, service: Service, user: str) -> None:
        self.user, self.service = user, service
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

    def system(self, **fields: Any) -> dict[str, Any]:
        """A new system as the service answers it."""
        return self.created("/api/v1/systems", {"name": f"Sistema {next(_numbers)}", "type": "api", **fields})

    def idea(self, **fields: Any) -> dict[str, Any]:
        """A new idea as the service answers it."""
        return self.created("/api/v1/ideas", {**NEW_IDEA, **fields})

    def created(self, path: str, body: Any) -> dict[str, Any]:
        """The data of a 201."""
        reply = self.post(path, body)
        assert reply.status_code == 201, reply.get_data(as_text=True)
        data: dict[str, Any] = reply.get_json()["data"]
        return data

    def data(self, path: str) -> Any:
        """The data of a 200."""
        reply = self.get(path)
        assert reply.status_code == 200, reply.get_data(as_text=True)
        return reply.get_json()["data"]

    def entries(self, entity_id: str) -> list[dict[str, Any]]:
        """The audit entries of an entity, oldest first."""
        found: list[dict[str, Any]] = self.data(f"/api/v1/audit?entity_id={entity_id}&limit=100")
        return found[::-1]


def messages(reply: TestResponse) -> list[str]:
    """Every broken rule of a 400, after its envelope has been looked at."""
    assert reply.status_code == 400, reply.get_data(as_text=True)
    body = reply.get_json()
    assert body["success"] is False
    assert body["error"] == "Validation failed"
    listed = [problem["message"] for problem in body["details"]]
    assert [problem["msg"] for problem in body["errors"]] == listed
    return listed
