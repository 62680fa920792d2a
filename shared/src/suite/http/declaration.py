"""What a route says of itself: who may call it, what it takes, what it answers."""

from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema

from suite.http.schemas import InputSchema, QuerySchema

PUBLIC = "public"
OPEN = "open"
READER = "reader"
EDITOR = "editor"
ADMIN = "admin"
ACCESS_RULES = (PUBLIC, OPEN, READER, EDITOR, ADMIN)


@dataclass(frozen=True)
class Declaration:
    """One route's declaration; `replies` maps a status to its description or to (description, schema).

    `reads` describes a body that the view reads itself, a JSON schema for each media type. `headers` are those of a
    success beside the ones every reply has (names of suite.openapi.headers); `token` names the scheme of a token that
    the view checks itself; `description` says more than the summary, as whose role is decided by what; `upstream` names
    whose errors are passed on, with any status and their Retry-After; `also_produces` other media types of a success;
    `own` that a reply holds nothing but what is the caller's, so that no membership decides who may call.
    """

    access: str
    summary: str
    query: QuerySchema | None = None
    body: InputSchema | None = None
    reads: dict[str, dict[str, Any]] = field(default_factory=dict)
    body_optional: bool = False
    other_media_empty: bool = False
    parse_body: bool = True
    replies: dict[int, str | tuple[str, Schema]] = field(default_factory=dict)
    produces: str = "application/json"
    also_produces: tuple[str, ...] = ()
    idempotent: bool = False
    limit: tuple[int, int] | None = None
    max_body_bytes: int | None = None
    hidden: bool = False
    description: str = ""
    headers: tuple[str, ...] = ()
    token: str | None = None
    own: bool = False
    upstream: str = ""
