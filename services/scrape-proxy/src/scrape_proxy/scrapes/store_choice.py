"""Which store the settings name."""

from scrape_proxy.scrapes.cache import LocalStore, Store
from scrape_proxy.settings import Settings


def open_store(settings: Settings) -> Store:
    """The store the settings name; Redis' client, 17 MB a process, is imported only for a Redis."""
    if not settings.redis_url:
        return LocalStore(settings.cache_max_bytes)
    from scrape_proxy.scrapes.redis_cache import connect_store

    return connect_store(settings)
