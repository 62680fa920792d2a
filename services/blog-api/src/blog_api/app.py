"""Assembly of blog-api."""

from blog_api.articles.editing_routes import article_editing
from blog_api.articles.routes import articles
from blog_api.articles.untrusted import RENDERER, SANITISER
from blog_api.authors.editing import author_editing
from blog_api.authors.routes import authors
from blog_api.categories.editing import category_editing
from blog_api.categories.routes import categories
from blog_api.comments.moderation_routes import moderation
from blog_api.comments.routes import comments
from blog_api.editing.audit_routes import audit
from blog_api.feeds.routes import feeds
from blog_api.health import PATH as HEALTH_PATH
from blog_api.health import blog_health
from blog_api.newsletter.mailing import mailing_subscriptions
from blog_api.newsletter.routes import newsletter
from blog_api.pages.routes import pages
from blog_api.people.access_routes import access_editing
from blog_api.pictures.routes import pictures
from blog_api.posts.routes import posts
from blog_api.replies import JSON
from blog_api.search.routes import search
from blog_api.settings import Settings
from blog_api.sitemaps.routes import sitemaps
from blog_api.tags.editing import tag_editing
from blog_api.tags.routes import tags
from blog_api.tenants.editing_routes import blog_editing
from blog_api.tenants.opening import tenant_session
from blog_api.views.counting import EXTENSION, ViewCounter
from blog_api.views.routes import views
from blog_api.wording import envelope_of
from suite.bounded import attach_bounded
from suite.cache.assembly import add_cache
from suite.events.service import connect_events
from suite.http import Service
from suite.http.bodies import InvalidCharacters
from suite.logs import configure_service_logging
from suite.settings import load_settings

MAX_BODY_BYTES = 100 * 1024

MEMBERSHIP = (
    "The caller's role in the blog decides, author < editor < admin < owner;"
    " administrators of the platform are owners of every blog."
)


def create_app(settings: Settings | None = None) -> Service:
    """The WSGI application of blog-api."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    service = Service(
        __name__,
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
    add_cache(service)
    attach_bounded(service, SANITISER, RENDERER)
    service.extensions[EXTENSION] = ViewCounter(service)
    service.register(
        [
            (posts, "/api/blog"),
            (comments, "/api/blog"),
            (newsletter, "/api/newsletter"),
            (articles, "/blog/articles"),
            (authors, "/blog/authors"),
            (search, "/blog"),
            (feeds, "/blog"),
            (article_editing, "/api/admin/articles"),
            (category_editing, "/api/admin/categories"),
            (tag_editing, "/api/admin/tags"),
            (author_editing, "/api/admin/authors"),
            (moderation, "/api/admin/comments"),
            (audit, "/api/admin/audit"),
            (blog_editing, "/api/admin/blogs"),
            (access_editing, "/api/admin/blogs"),
        ]
    )
    for blueprint in (categories, tags, views, sitemaps, pages, pictures, blog_health):
        service.register_blueprint(blueprint)
    connect_events(service, elsewhere=mailing_subscriptions(settings))
    return service
