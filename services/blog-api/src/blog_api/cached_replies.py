"""What of the public answers is kept, and what ends it."""

from blog_api.settings import BlogCall
from blog_api.tenants.tenant import open_tenant
from suite.cache import touch
from suite.cache.replies import CachePlan, cached
from suite.database import Connection


def plan_of(call: BlogCall) -> CachePlan:
    """Answers of one blog, for a second at most: articles become visible by time, and readers are always counted."""
    blog = open_tenant(call).id
    return CachePlan((group_of(blog),), call.service.settings.cache_ttl_seconds, str(blog), document=True)


cached_reply = cached(plan_of)


def content_changes(connection: Connection, blog_id: int) -> None:
    """From the commit of this transaction on, all kept answers of the blog are out of date."""
    touch(connection, group_of(blog_id))


def group_of(blog_id: int) -> str:
    """The group of a blog's answers."""
    return f"blog-{blog_id}"
