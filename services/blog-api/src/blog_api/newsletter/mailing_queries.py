"""SQL of mailings: an article and the active subscribers of its blog, page by page."""

from dataclasses import dataclass
from uuid import UUID

from suite.database import Connection

FIRST = UUID(int=0)


@dataclass(frozen=True)
class MailedArticle:
    """What a mail is about."""

    article_id: int
    title: str
    slug: str
    kind: str
    blog: str
    domain: str | None


def enter_blog(connection: Connection, blog_id: int) -> None:
    """Let the rest of the transaction see this blog only."""
    connection.run("SELECT set_config('app.blog_id', %(id)s, true)", {"id": str(blog_id)})


def select_issue(connection: Connection, blog_id: int, article_id: int, max_age_hours: int) -> MailedArticle | None:
    """The article, if everybody may read it, its blog is active and it is not older than that (0: of any age)."""
    row = connection.row(
        "SELECT a.id, a.title, a.slug, a.type, b.name, lower(b.domain) FROM visible_articles a"
        " JOIN blogs b ON b.id = a.blog_id AND b.status = 'active'"
        " WHERE a.blog_id = %(blog_id)s AND a.id = %(id)s"
        " AND (%(hours)s = 0 OR a.published_at > now() - make_interval(hours => %(hours)s))",
        {"blog_id": blog_id, "id": article_id, "hours": max_age_hours},
    )
    return MailedArticle(*row) if row else None


def select_readers(connection: Connection, blog_id: int, after: UUID, limit: int) -> list[tuple[UUID, str]]:
    """Id and address of active subscriptions behind `after`, in the order of their ids."""
    rows = connection.rows(
        "SELECT id::text, email FROM newsletter_subscriptions"
        " WHERE blog_id = %(blog_id)s AND is_active AND id > %(after)s::uuid ORDER BY id LIMIT %(limit)s",
        {"blog_id": blog_id, "after": str(after), "limit": limit},
    )
    return [(UUID(identifier), email) for identifier, email in rows]
