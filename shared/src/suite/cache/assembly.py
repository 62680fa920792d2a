"""How a service comes by its cache."""

from functools import partial

from suite.cache.cache import Cache
from suite.cache.local import LocalLayer
from suite.cache.meter import CacheMeter
from suite.cache.version_queries import SELECT_VERSIONS
from suite.cache.versions import Versions
from suite.health import DISABLED, FAIL, OK
from suite.http import Service

CHANNEL_SECONDS = 1.0


def add_cache(service: Service, versions_sql: str = SELECT_VERSIONS) -> Cache:
    """The cache of a service, with its readiness check; it ends with the service's database.

    The schema has the table cache_versions. `versions_sql` may add rows (group, version as text) of groups that are
    watched by other means than `touch`.
    """
    settings = service.settings
    local = LocalLayer(settings.cache_local_max_bytes)
    remote = channel = None
    if settings.redis_url:
        from suite.cache.channel import RedisChannel
        from suite.cache.remote import RedisLayer, redis_client

        prefix = f"{settings.redis_key_prefix}{settings.ID}:cache:"
        remote = RedisLayer(redis_client(settings), prefix)
        listener = redis_client(settings, CHANNEL_SECONDS)
        channel = RedisChannel(listener, f"{prefix}dropped", local.drop, local.clear)
    versions = Versions(service.database, versions_sql, local.drop, local.clear)
    cache = Cache(
        versions,
        local,
        CacheMeter(service.metrics),
        remote=remote,
        channel=channel,
        local_seconds=settings.cache_local_ttl_seconds,
        default_seconds=settings.redis_ttl_seconds,
    )
    service.readiness.add("cache", partial(ask, cache, settings.redis_url), required=False)
    service.database.before_close(cache.stop)
    service.cache = cache
    return cache


def ask(cache: Cache, redis_url: str | None) -> str:
    """The readiness check: disabled without Redis."""
    if not redis_url:
        return DISABLED
    return OK if cache.ping() else FAIL
