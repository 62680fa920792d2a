"""From a request to its blog: query, body, header, host name, default."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from blog_api.errors import BlogNotFound, InvalidBlogId
from blog_api.settings import BlogCall
from blog_api.tenants import queries
from suite.database import Connection
from suite.ids import LARGEST_ID, integer_or_none

OPENED = "blog_api.tenant"


@dataclass(frozen=True, slots=True)
class Tenant:
    """An active blog."""

    id: int
    domain: str | None


def open_tenant(call: BlogCall) -> Tenant:
    """The blog of this request; sessions opened by the call see only its rows from now on.

    Raises InvalidBlogId, and BlogNotFound for a blog that is unknown or not active.
    """
    opened: Tenant | None = call.environ.get(OPENED)
    if opened is not None:
        return opened
    requested, seconds = asked_blog(call), call.service.settings.cache_ttl_seconds
    if seconds:
        cache_key = f"tenant:{requested!r}"
        found = call.service.cache.get_or_make(cache_key, lambda: find_tenant(call, requested), ttl=seconds)
    else:
        found = find_tenant(call, requested)
    call.environ[OPENED] = tenant = Tenant(*found)
    return tenant


def find_tenant(call: BlogCall, requested: int | str) -> tuple[int, str | None]:
    """Id and domain of an active blog, by its id or by the host asked for; BlogNotFound."""
    with call.service.database.read() as connection:
        if isinstance(requested, int):
            row = queries.select_tenant(connection, requested)
        else:
            row = queries.select_tenant_of_host(connection, requested, call.service.settings.default_blog_id)
    if row is None or row[2] != queries.ACTIVE:
        raise BlogNotFound()
    return row[0], row[1]


def enter_blog(call: BlogCall, blog_id: int) -> None:
    """Let sessions opened by the call see this blog, active or not: for those who manage blogs."""
    call.environ[OPENED] = Tenant(blog_id, None)


def read_tenant(call: BlogCall) -> AbstractContextManager[Connection]:
    """Single statements in the blog of this request."""
    open_tenant(call)
    return call.read()


def read_tenant_replica(call: BlogCall) -> AbstractContextManager[Connection]:
    """The same, for what may be a second old."""
    open_tenant(call)
    return call.read_replica()


def tenant_of(call: BlogCall) -> Tenant:
    """The blog opened before."""
    tenant: Tenant = call.environ[OPENED]
    return tenant


def tenant_session(call: BlogCall) -> Mapping[str, str]:
    """What row level security is told; a call without a blog is told none and sees nothing."""
    tenant: Tenant | None = call.environ.get(OPENED)
    return {"app.blog_id": str(tenant.id) if tenant else ""}


def asked_blog(call: BlogCall) -> int | str:
    """What the request says about its blog: an id or a host name. Requests that say the same mean the same blog."""
    wanted = wanted_id(call)
    return host_name(call) if wanted is None else wanted


def wanted_id(call: BlogCall) -> int | None:
    """The blog named by the query, the body of a POST, or the header."""
    if call.query is not None and call.query.blog_id is not None:
        return int(call.query.blog_id)
    in_body = call.json.get("blogId") if call.method == "POST" else None
    if in_body is not None:
        return parse_blog_id(in_body)
    header = call.header("X-Blog-Id")
    return parse_blog_id(header.strip()) if header and header.strip() else None


def parse_blog_id(given: Any) -> int:
    """A blog id as number or digits; InvalidBlogId otherwise."""
    if isinstance(given, str):
        given = integer_or_none(given)
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= LARGEST_ID:
        raise InvalidBlogId()
    return given


def host_name(call: BlogCall) -> str:
    """The host asked for: lower case, without port and leading www."""
    host = call.header("Host") or ""
    if call.service.settings.trusted_proxy_hops:
        host = call.header("X-Forwarded-Host") or host
    host = host.encode("latin-1", "replace").decode("utf-8", "replace").replace("\x00", "")
    name = host.split(",")[0].strip().lower()
    name = name if name.startswith("[") else name.partition(":")[0]
    return name.removeprefix("www.")
