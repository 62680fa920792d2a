"""What blog-api holds beside what every service has."""

from typing import Any, ClassVar

from blog_api.articles.untrusted import RENDERER, SANITISER
from blog_api.health import PATH as HEALTH_PATH
from blog_api.replies import JSON
from blog_api.settings import Settings
from blog_api.tenants.tenant import tenant_session
from blog_api.views.counter import ViewCounter
from blog_api.wording import envelope_of
from suite.bounded import attach_bounded
from suite.cache.assembly import add_cache
from suite.http import Service
from suite.http.bodies import InvalidCharacters
from suite.http.fields.segments import NUMBER_SEGMENT

MAX_BODY_BYTES = 100 * 1024

MEMBERSHIP = (
    "The caller's role in the blog decides, author < editor < admin < owner;"
    " administrators of the platform are owners of every blog."
)


class BlogService(Service[Settings]):
    """`views` counts who reads what."""

    segments: ClassVar[dict[str, dict[str, Any]]] = {"article_id": NUMBER_SEGMENT}

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            "blog_api",
            settings,
            title="blog-api",
            description="Blogs of many tenants: articles, search, feeds, sitemaps, views, newsletter and editing.",
            envelope_of=envelope_of,
            session_of=tenant_session,
            # What somebody may edit is written in the blog's own list of people.
            off_role="reader",
            membership={"/api/admin/": MEMBERSHIP},
            unlimited_paths=[HEALTH_PATH],
            max_body_bytes=MAX_BODY_BYTES,
            json_type=JSON,
            nul_in_path=lambda _: InvalidCharacters("path"),
            reflect_origin=True,
        )
        add_cache(self)
        attach_bounded(self, SANITISER, RENDERER)
        self.views = ViewCounter(settings.view_hash_key)
