"""Specs stored by an administrator."""

import json
from itertools import count
from typing import Any

from documentation_client import Api
from werkzeug.test import TestResponse

_names = count(1)


def new_name() -> str:
    """A name no spec has."""
    return f"spec-{next(_names)}"


def post_spec(api: Api, name: str, document: Any, **more: Any) -> TestResponse:
    """Store an OpenAPI document; a dict is sent as JSON text."""
    text = document if isinstance(document, str) else json.dumps(document)
    return api.post("/api/v1/specs", {"name": name, "openapi": text, **more})


def store(api: Api, name: str, document: Any, **more: Any) -> dict[str, Any]:
    """The reply to a spec that must be stored."""
    reply = post_spec(api, name, document, **more)
    assert reply.status_code == 201, reply.get_data(as_text=True)
    body: dict[str, Any] = reply.get_json()
    return body
