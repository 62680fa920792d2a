"""A client of the application under test, in one user's name."""

from typing import Any

from werkzeug.test import TestResponse

from suite.http import Service

PUSH_TOKEN, EVENTS_TOKEN = "push-token-of-the-tests", "events-token-of-the-tests"


class Api:
    """Requests without a network; `user` None names nobody."""

    def __init__(self, service: Service, user: str | None) -> None:
        self.service = service
        self.user = user
        self._client = service.test_client()

    def request(self, method: str, path: str, **options: Any) -> TestResponse:
        """Any request."""
        headers = dict(options.pop("headers", {}))
        if self.user is not None:
            headers.setdefault("X-User-Id", self.user.encode().decode("latin-1"))
        return self._client.open(path, method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.request("GET", path, **options)

    def post(self, path: str, content: Any = None, **options: Any) -> TestResponse:
        return self.request("POST", path, json=content, **options)

    def put(self, path: str, content: Any, **options: Any) -> TestResponse:
        return self.request("PUT", path, json=content, **options)

    def patch(self, path: str, **options: Any) -> TestResponse:
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.request("DELETE", path, **options)

    def notify(self, **fields: Any) -> dict[str, Any]:
        """A stored notification of the client's own user."""
        body = {"userId": self.user, "type": "in-app", "message": "Sua tarefa mudou", **fields}
        reply = self.post("/notifications", body)
        assert reply.status_code == 201, reply.get_data(as_text=True)
        made: dict[str, Any] = reply.get_json()
        return made
