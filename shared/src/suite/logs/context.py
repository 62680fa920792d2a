"""The request that log lines belong to."""

from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType

# request_id and user_id of the request in progress. Context variables are local to threads, to tasks and,
# with greenlet's context support, to gevent's greenlets.
request_context: ContextVar[Mapping[str, str | None]] = ContextVar("request_context", default=MappingProxyType({}))
