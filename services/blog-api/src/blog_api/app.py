"""Assembly of blog-api."""

from blog_api.articles.editing_routes import article_editing
from blog_api.articles.routes import articles
from blog_api.authors.editing import author_editing
from blog_api.authors.routes import authors
from blog_api.categories.editing import category_editing
from blog_api.categories.routes import categories
from blog_api.comments.moderation_routes import moderation
from blog_api.comments.routes import comments
from blog_api.editing.audit_routes import audit
from blog_api.feeds.routes import feeds
from blog_api.health import blog_health
from blog_api.newsletter.mails import mailing_subscriptions
from blog_api.newsletter.routes import newsletter
from blog_api.pages.routes import pages
from blog_api.people.access_routes import access_editing
from blog_api.pictures.routes import pictures
from blog_api.posts.routes import posts
from blog_api.search.routes import search
from blog_api.service import BlogService
from blog_api.settings import Settings
from blog_api.sitemaps.routes import sitemaps
from blog_api.tags.editing import tag_editing
from blog_api.tags.routes import tags
from blog_api.tenants.editing_routes import blog_editing
from blog_api.views.routes import views
from suite.events.service import connect_events
from suite.logs import configure_service_logging
from suite.settings import load_settings


def create_app(settings: Settings | None = None) -> BlogService:
    """The WSGI application of blog-api."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    service = BlogService(settings)
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
