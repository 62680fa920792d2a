"""A published article is mailed to the subscribers of its blog: docs/adr/0010-newsletter-mails.md.

This service knows who subscribes, notifications-api knows how to send; between them goes one `mail-requested` a reader.
"""

from typing import Any
from uuid import UUID, uuid5

from blog_api.deployment_key_queries import deployment_key
from blog_api.newsletter.mailing_queries import FIRST, MailedArticle, enter_blog, select_issue, select_readers
from blog_api.newsletter.routes import KEY_NAME
from blog_api.newsletter.rules import UNSUBSCRIBE, make_token
from blog_api.settings import Settings
from blog_api.sites import article_path, site_root
from suite.database import Connection
from suite.events import Message, Subscription, publish, publish_many, subscribe

PAGE = 500
LOCALE = "pt-BR"
# Mails of one article to one reader share an id for ever: asked for again, it is the same mail.
_MAILS = UUID("0b7f3c0e-5a43-5c0d-9d1f-2b7f7f0d6a52")


def mailing_subscriptions(settings: Settings, page: int = PAGE) -> list[Subscription]:
    """The first page when an article is published, every further one when the page before is done."""

    def mail_first(message: Message, connection: Connection) -> None:
        mail_page(connection, settings, message.data, FIRST, page)

    def mail_next(message: Message, connection: Connection) -> None:
        mail_page(connection, settings, message.data, UUID(message.data["after"]), page)

    return [
        subscribe("article-published", mail_first, name="article-published-newsletter-sub"),
        subscribe("newsletter-page", mail_next, name="newsletter-page-sub"),
    ]


def mail_page(connection: Connection, settings: Settings, data: Any, after: UUID, page: int) -> None:
    """Ask for the mails of one page of readers, and for the next page if there may be one."""
    blog_id, article_id = int(data["blogId"]), int(data["articleId"])
    enter_blog(connection, blog_id)
    issue = select_issue(connection, blog_id, article_id, settings.newsletter_max_age_hours)
    if issue is None:  # withdrawn meanwhile, or imported from an archive
        return
    readers = select_readers(connection, blog_id, after, page)
    key = deployment_key(connection, KEY_NAME)
    publish_many(
        connection,
        "mail-requested",
        [
            mail_for(issue, settings, reader, address, make_token(key, UNSUBSCRIBE, reader))
            for reader, address in readers
        ],
    )
    if len(readers) == page:
        cursor = {"articleId": str(article_id), "blogId": str(blog_id), "after": str(readers[-1][0])}
        publish(connection, "newsletter-page", cursor)


def mail_for(issue: MailedArticle, settings: Settings, reader: UUID, address: str, token: str) -> dict[str, Any]:
    """Data of `mail-requested`."""
    site = site_root(issue.domain, settings.site_url)
    return {
        "mailId": str(mail_id(issue.article_id, reader)),
        "to": address,
        "reader": f"subscriber:{reader}",
        "template": "article",
        "subject": issue.title,
        "locale": LOCALE,
        "data": {
            "blog": issue.blog,
            "title": issue.title,
            "url": f"{site}{article_path(issue.kind, issue.slug)}",
            "unsubscribeUrl": settings.unsubscribe_url.replace("{site}", site).replace("{token}", token),
        },
    }


def mail_id(article_id: int, reader: UUID) -> UUID:
    """The id of the one mail about an article to a reader."""
    return uuid5(_MAILS, f"{article_id}:{reader}")
