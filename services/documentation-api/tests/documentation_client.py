"""A client that speaks for one user."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

import jwt
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from suite.http import Service
from suite_testing.applications import ApplicationCaller

NEW_IDEA: dict[str, Any] = {"title": "Migrar o gráfico", "category": "improvement"}
SECRET = "a-secret-of-this-test-that-is-long-enough"
_numbers = count(1)


class Api(ApplicationCaller):
    """Requests of one user to one application."""

    def system(self, **fields: Any) -> dict[str, Any]:
        """A new system as the service answers it."""
        return self.created("/api/v1/systems", {"name": f"Sistema {next(_numbers)}", "type": "api", **fields})

    def idea(self, **fields: Any) -> dict[str, Any]:
        """A new idea as the service answers it."""
        return self.created("/api/v1/ideas", {**NEW_IDEA, **fields})

    def upload(
        self,
        content: bytes,
        name: str = "nota.txt",
        declared: str = "application/octet-stream",
        headers: Mapping[str, str] | None = None,
        **fields: str,
    ) -> TestResponse:
        """POST one file."""
        form = {**fields, "file": (BytesIO(content), name, declared)}
        return self.send_form("/api/v1/files/upload", form, headers)

    def send_form(self, path: str, form: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> TestResponse:
        """POST a multipart form, encoded in memory."""
        boundary, body = encode_multipart(
            MultiDict({name: [part_of(value) for value in listed(values)] for name, values in form.items()})
        )
        content_type = f"multipart/form-data; boundary={boundary}"
        return self.request("POST", path, headers=headers, data=body, content_type=content_type)

    def file(self, content: bytes, name: str = "nota.txt", **fields: str) -> dict[str, Any]:
        """A stored file as the service answers it."""
        reply = self.upload(content, name, **fields)
        assert reply.status_code in (200, 201), reply.get_data(as_text=True)
        data: dict[str, Any] = reply.get_json()["data"]
        return data

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


def listed(values: Any) -> list[Any]:
    """One value or several, as a list."""
    return values if isinstance(values, list) else [values]


def part_of(value: Any) -> Any:
    """A part of a form: text, or (stream, name[, type]) of a file."""
    if isinstance(value, str):
        return value
    stream, name, *declared = value
    return FileStorage(stream, name, content_type=declared[0] if declared else "application/octet-stream")


def bearer(name: str, role: str) -> dict[str, str]:
    """Headers of a caller with a token signed by SECRET."""
    claims = {"sub": name, "role": role, "exp": datetime.now(UTC) + timedelta(minutes=5)}
    return {"Authorization": f"Bearer {jwt.encode(claims, SECRET, algorithm='HS256')}"}


class TokenApi(Api):
    """Requests of one user by token, to a service in AUTH_MODE=jwt."""

    def __init__(self, service: Service, user: str, role: str) -> None:
        super().__init__(service, user)
        self._token = bearer(user, role)

    def request(self, method: str, path: str, headers: Mapping[str, str] | None = None, **options: Any) -> TestResponse:
        """Any request, with the token."""
        return super().request(method, path, headers={**self._token, **(headers or {})}, **options)


def messages(reply: TestResponse) -> list[str]:
    """Every broken rule of a 400, after its envelope has been looked at."""
    assert reply.status_code == 400, reply.get_data(as_text=True)
    body = reply.get_json()
    assert body["success"] is False
    assert body["error"] == "Validation failed"
    listed = [problem["message"] for problem in body["details"]]
    assert [problem["msg"] for problem in body["errors"]] == listed
    return listed
