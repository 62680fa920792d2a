"""A client that speaks for one editor."""

from typing import Any

from werkzeug.test import TestResponse

from suite.http import Service


class Editor:
    """Requests below /api/admin in an editor's name."""

    def __init__(self, service: Service, name: str) -> None:
        self.name = name
        self._client = service.test_client()

    def request(self, method: str, path: str, *, etag: str | None = None, json: Any = None) -> TestResponse:
        """Any request; `etag` becomes If-Match."""
        headers = {"X-User-Id": self.name} | ({"If-Match": etag} if etag else {})
        return self._client.open(f"/api/admin{path}", method=method, headers=headers, json=json)

    def get(self, path: str) -> TestResponse:
        return self.request("GET", path)

    def read(self, path: str) -> tuple[dict[str, Any], str]:
        """A row and its tag."""
        reply = self.get(path)
        assert reply.status_code == 200, reply.get_data(as_text=True)
        return reply.get_json(), reply.headers["ETag"]

    def create(self, path: str, **values: Any) -> dict[str, Any]:
        """A new row."""
        reply = self.request("POST", path, json=values)
        assert reply.status_code == 201, reply.get_data(as_text=True)
        row: dict[str, Any] = reply.get_json()
        assert reply.headers["Location"] == f"/api/admin{path}/{row['id']}"
        return row

    def change(self, path: str, etag: str, **values: Any) -> TestResponse:
        """PATCH a row."""
        return self.request("PATCH", path, etag=etag, json=values)

    def delete(self, path: str, etag: str) -> TestResponse:
        return self.request("DELETE", path, etag=etag)
