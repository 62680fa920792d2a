"""What a route declares beside its path: who may call it, what it parses, what it answers.

The same declaration guards the route, parses its input and writes its OpenAPI entry.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any, TypeVar

from flask import request

from suite.auth import Identity, allows
from suite.clients import client_network
from suite.errors import (
    BadRequest,
    Forbidden,
    Problem,
    RateLimited,
    Unavailable,
    UnsupportedMediaType,
    ValidationFailed,
)
from suite.http.bodies import (
    InvalidCharacters,
    parse_object,
    read_body,
    require_json,
)
from suite.http.call import Call
from suite.http.declaration import ACCESS_RULES, OPEN, PUBLIC, READER, Declaration
from suite.http.fields import query_pairs, query_values
from suite.http.limits import LimitStoreDown
from suite.http.replies import Reply
from suite.http.schemas import QuerySchema
from suite.logs import request_context
from suite.text.storable import is_storable_text

MAX_QUERY_BYTES = 8_192
REMEMBERED_QUERY_BYTES = 256

ANONYMOUS = Identity(user_id="anonymous", role=READER, kind="anonymous")
View = Callable[..., Reply]
V = TypeVar("V", bound=View)


def endpoint(access: str, summary: str, **options: Any) -> Callable[[Callable[..., Reply]], View]:
    """Declare a view `view(call, **path)`; see Declaration for the options.

    PUBLIC needs no caller; OPEN needs none either, unless the service was made with `open_reads=False`: then it is
    for readers.

    `limit=(requests, seconds)` is a stricter limit of this route; `parse_body=False` leaves the body to the view
    (`call.json`), for rules that need the database. With `body_optional` and `other_media_empty` a body that is not
    JSON counts as none instead of being refused.
    """
    if access not in ACCESS_RULES:
        raise ValueError(f"{access!r} is not an access rule")
    declared = Declaration(access, summary, **options)

    def decorate(view: Callable[..., Reply]) -> View:
        @wraps(view)
        def answer(**path: Any) -> Reply:
            environ = request.environ
            service = environ["suite.service"]
            if any("\x00" in value for value in path.values() if isinstance(value, str)):
                raise service.nul_in_path(environ)
            call = Call(service, environ, _identify(service, environ, declared.access))
            if declared.limit:
                _limit(call, view.__name__, declared.limit)
            _read_query(call, declared)
            if declared.body is not None:
                _read_json(call, declared)
            return view(call, **path)

        answer.declaration = declared  # type: ignore[attr-defined]
        return answer

    return decorate


def _identify(service: Any, environ: dict[str, Any], access: str) -> Identity:
    if access == PUBLIC or (access == OPEN and service.open_reads):
        return ANONYMOUS
    identity: Identity = service.authenticator.identify(environ)
    environ["suite.user_id"] = identity.user_id
    request_context.set({**request_context.get(), "user_id": identity.user_id})
    if not allows(identity.role, READER if access == OPEN else access):
        raise Forbidden()
    return identity


def _limit(call: Call, name: str, limit: tuple[int, int]) -> None:
    try:
        wait = call.service.limits.hit_costly(name, client_network(call.client), *limit)
    except LimitStoreDown as error:
        raise Unavailable() from error
    if wait is not None:
        call.service.metrics.count_rate_limited()
        raise RateLimited(wait)


def _read_query(call: Call, declared: Declaration) -> None:
    text = call.environ.get("QUERY_STRING") or ""
    if not text:
        if declared.query is not None:
            call.query = declared.query.parse({})
        return
    if len(text) > MAX_QUERY_BYTES:
        raise BadRequest("Query string too long")
    parse = parse_short_query if len(text) <= REMEMBERED_QUERY_BYTES else parse_query
    call.query = parse(declared.query, call.service.strict_query, text)


def parse_query(schema: QuerySchema | None, strict: bool, text: str) -> Any:
    """What `schema` makes of a query string; every key is refused without one when `strict`."""
    pairs = query_pairs(text)
    for key, value in pairs:
        if not (is_storable_text(key) and is_storable_text(value)):
            raise InvalidCharacters("query")
    values = query_values(pairs)
    if schema is not None:
        return schema.parse(values if strict else _known(values, schema))
    if strict and values:
        raise ValidationFailed(
            problems=[
                Problem(key, QuerySchema.unknown_message.format(name=key), QuerySchema.unknown_code) for key in values
            ]
        )
    return None


# A board asks the same few questions again and again, and parsing one costs as much as a query by key.
parse_short_query = lru_cache(maxsize=2_048)(parse_query)


def _known(values: Mapping[str, list[str]], schema: QuerySchema) -> Mapping[str, list[str]]:
    known = {field.data_key or name for name, field in schema.fields.items()}
    return {key: value for key, value in values.items() if key in known}


def _read_json(call: Call, declared: Declaration) -> None:
    call.raw_body = read_body(call.environ, declared.max_body_bytes or call.service.max_body_bytes)
    if call.raw_body:
        try:
            require_json(call.environ)
        except UnsupportedMediaType:
            if not declared.other_media_empty:
                raise
            call.raw_body = b""
    if not call.raw_body and declared.body_optional:
        return
    call.json = parse_object(call.raw_body)
    if declared.parse_body and declared.body is not None:
        call.body = declared.body.parse(call.json)
