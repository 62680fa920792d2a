"""Telling the event bus that an article can be read from now on, in the transaction that made it so."""

from blog_api.articles.publishing_queries import select_announcement, take_due_articles
from blog_api.sites import article_path, site_root
from suite.database import Connection
from suite.events import publish

TOPIC = "article-published"


def announce(connection: Connection, blog_id: int, article_id: int, site_url: str) -> bool:
    """Publish `article-published` for an article just written; False, and nothing said, when it is not visible.

    `site_url` is the site of blogs without a domain.
    """
    found = select_announcement(connection, blog_id, article_id)
    if found is None:
        return False
    slug, title, published_at, kind, domain = found
    event = {
        "articleId": str(article_id),
        "blogId": str(blog_id),
        "slug": slug,
        "title": title,
        "publishedAt": published_at,
        "url": site_root(domain, site_url) + article_path(kind, slug),
    }
    publish(connection, TOPIC, event)
    return True


def announce_due(connection: Connection, blog_id: int, site_url: str) -> int:
    """Announce scheduled articles whose time has come, a batch of them; how many there were.

    Readers see them by their date alone. They are published from now on, and so announced once.
    """
    due = take_due_articles(connection, blog_id)
    for article_id in due:
        announce(connection, blog_id, article_id, site_url)
    return len(due)
