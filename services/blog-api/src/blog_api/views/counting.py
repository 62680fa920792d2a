"""Counting one view, beside readers who must not wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import BoundedSemaphore, Lock

from blog_api.deployment_keys import deployment_key
from blog_api.errors import ArticleNotFound
from blog_api.settings import settings_of
from blog_api.tenants.opening import tenant_of
from blog_api.views import queries
from blog_api.views.rules import BUCKET_SECONDS, bucket_of, is_bot, visitor_hash
from suite.errors import Unavailable
from suite.http import Call, Service

KEY_NAME = "views"
EXTENSION = "blog_api.views"
PURGE_EVERY = 1_000
WAIT_SECONDS = 5.0


class ViewCounter:
    """Per process: the key of visitor hashes, and how many views may be counted at once.

    Views of one article wait for each other on its row. They may hold a third of the pool while they do, so that
    a hot article never takes the connections readers need.
    """

    def __init__(self, service: Service) -> None:
        settings = settings_of(service)
        given = settings.view_hash_key
        self._key: bytes | None = given.reveal().encode() if given else None
        self._slots = BoundedSemaphore(max(1, settings.db_pool_max // 3))
        self._counted = 0
        self._lock = Lock()

    def count(self, call: Call, article_id: int) -> tuple[bool, int]:
        """Whether this view counts, and the views of the article; ArticleNotFound when it is not visible."""
        at, agent = datetime.now(UTC), call.header("User-Agent") or ""
        blog_id = tenant_of(call).id
        counted = None
        with self._slot(), call.transaction() as connection:
            views = queries.select_view_count(connection, blog_id, article_id)
            if views is None:
                raise ArticleNotFound()
            if not is_bot(agent):
                if self._key is None:
                    self._key = deployment_key(connection, KEY_NAME)
                visitor = visitor_hash(self._key, at, call.client, agent)
                counted = queries.count_view(connection, blog_id, article_id, visitor, bucket_of(at))
        if counted is not None and self._is_time_to_purge():
            self._purge(call, at)
        return counted is not None, views if counted is None else counted

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._slots.acquire(timeout=WAIT_SECONDS):
            raise Unavailable()
        try:
            yield
        finally:
            self._slots.release()

    def _is_time_to_purge(self) -> bool:
        with self._lock:
            self._counted += 1
            return self._counted % PURGE_EVERY == 0

    def _purge(self, call: Call, at: datetime) -> None:
        with call.transaction() as connection:
            queries.delete_old_views(connection, bucket_of(at) - queries.KEPT_SECONDS // BUCKET_SECONDS)
