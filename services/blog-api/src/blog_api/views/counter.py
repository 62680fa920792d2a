"""Counting one view, beside readers who must not wait for it."""

from collections import Counter
from datetime import UTC, datetime
from threading import Lock

from blog_api.deployment_key_queries import deployment_key
from blog_api.errors import ArticleNotFound
from blog_api.settings import BlogCall
from blog_api.tenants.tenant import asked_blog, open_tenant
from blog_api.views import queries
from blog_api.views.batches import ViewBatches, Viewed
from blog_api.views.rules import BUCKET_SECONDS, bucket_of, is_bot, visitor_hash
from suite.settings import Secret

KEY_NAME = "views"
PURGE_EVERY = 1_000


class ViewCounter:
    """Per process: the key of visitor hashes, the views on their way, and how many were counted in each blog."""

    def __init__(self, key: Secret | None) -> None:
        self._key: bytes | None = key.reveal().encode() if key else None
        self._batches = ViewBatches()
        self._counted: Counter[int] = Counter()
        self._lock = Lock()

    def count(self, call: BlogCall, article_id: int) -> tuple[bool, int]:
        """Whether this view counts, and the views of the article.

        Raises BlogNotFound, and ArticleNotFound when it is not visible in the blog asked for.
        """
        at, agent = datetime.now(UTC), call.header("User-Agent") or ""
        if is_bot(agent):
            return False, read_views(call, article_id)
        visitor = visitor_hash(self._key or self._read_key(call), at, call.client, agent)
        viewed = Viewed(asked_blog(call), article_id, bucket_of(at))
        return self._batches.count(viewed, visitor, lambda visitors: self._count_all(call, viewed, visitors))

    def _count_all(self, call: BlogCall, viewed: Viewed, visitors: list[bytes]) -> tuple[int, set[bytes]]:
        """Open the blog and count, in one statement that is a transaction of its own."""
        blog_id = open_tenant(call).id
        with call.read() as connection:
            counted = queries.count_views(connection, blog_id, viewed.article_id, visitors, viewed.bucket)
            if counted is None:
                raise ArticleNotFound()
            if self._is_time_to_purge(blog_id, len(counted[1])):
                queries.delete_old_views(connection, viewed.bucket - queries.KEPT_SECONDS // BUCKET_SECONDS)
        return counted

    def _read_key(self, call: BlogCall) -> bytes:
        with call.transaction() as connection:
            self._key = deployment_key(connection, KEY_NAME)
        return self._key

    def _is_time_to_purge(self, blog_id: int, fresh: int) -> bool:
        """With the first views of a blog this process counts, and after every thousand."""
        with self._lock:
            before = self._counted[blog_id]
            self._counted[blog_id] += fresh
        return fresh > 0 and (before == 0 or before // PURGE_EVERY != (before + fresh) // PURGE_EVERY)


def read_views(call: BlogCall, article_id: int) -> int:
    """The views of an article; ArticleNotFound when it is not visible."""
    blog_id = open_tenant(call).id
    with call.read() as connection:
        views = queries.select_view_count(connection, blog_id, article_id)
    if views is None:
        raise ArticleNotFound()
    return views
