"""What a published article asks notifications-api for."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from blog_api.deployment_key_queries import deployment_key
from blog_api.newsletter.mails import mail_id, mailing_subscriptions
from blog_api.newsletter.routes import KEY_NAME
from blog_api.newsletter.rules import UNSUBSCRIBE, read_token
from blog_api.settings import Settings
from suite.database import Database
from suite.events import Message
from suite.ids import uuid7
from suite_testing.databases import TestCluster, TestDatabase

BLOG = 3


class Newsletter:
    """The consumer over a database of its own; readers are named by number, in the order of their subscription."""

    def __init__(self, clone: TestDatabase, database: Database, settings: Settings) -> None:
        self._clone, self.database, self._settings = clone, database, settings

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a statement of the administrator."""
        with self._clone.connect(schema="blog") as admin, admin.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def subscribe(self, *emails: str, active: bool = True, blog: int = BLOG) -> None:
        for email in emails:
            statement = "INSERT INTO newsletter_subscriptions (id, blog_id, email, is_active) VALUES (%s, %s, %s, %s)"
            self.rows(statement, str(uuid7()), blog, email, active)

    def article(self, state: str = "published", age_hours: int = 0, kind: str = "analise") -> int:
        """A new article: its id."""
        ((article,),) = self.rows(
            "WITH c AS (INSERT INTO categories (blog_id, title, slug) VALUES (3, 'C', gen_random_uuid()) RETURNING id),"
            " a AS (INSERT INTO authors (blog_id, name) VALUES (3, 'Ana') RETURNING id)"
            " INSERT INTO articles (blog_id, title, slug, state, type, published_at, category_id, author_id)"
            " SELECT 3, 'Dez <b>finais</b>', 'dez-' || gen_random_uuid(), %s, %s, now() - make_interval(hours => %s),"
            " c.id, a.id FROM c, a RETURNING id",
            state,
            kind,
            age_hours,
        )
        return int(article)

    def tell(self, article: int, after: UUID | None = None, page: int = 500, **changes: Any) -> None:
        """Let the consumer handle `article-published`, or `newsletter-page` with `after`."""
        first, following = mailing_subscriptions(replace(self._settings, **changes), page=page)
        data = {"articleId": str(article), "blogId": str(BLOG)}
        subscription = first if after is None else following
        message = Message(uuid4(), subscription.topic, data if after is None else {**data, "after": str(after)})
        with self.database.transaction() as connection:
            subscription.handler(message, connection)

    def asked(self, topic: str = "mail-requested") -> list[dict[str, Any]]:
        """Data of the events of a topic, in their order."""
        return [data for (data,) in self.rows("SELECT data FROM outbox WHERE topic = %s ORDER BY seq", topic)]


@pytest.fixture
def newsletter(test_cluster: TestCluster, blog_settings: Settings) -> Iterator[Newsletter]:
    clone = test_cluster.clone("blog-api", "blog")
    with closing(Database(clone.dsn("app_blog"), schema="blog", application="test", pool_size=1)) as database:
        yield Newsletter(clone, database, blog_settings)
    test_cluster.drop(clone.name)


def test_each_active_subscriber_of_the_blog_is_asked_for_once(newsletter: Newsletter) -> None:
    newsletter.rows("INSERT INTO blogs (id, name, slug) VALUES (1, 'Outro', 'outro')")
    newsletter.subscribe("ana@example.org", "rui@example.org")
    newsletter.subscribe("inativo@example.org", active=False)
    newsletter.subscribe("alheio@example.org", blog=1)
    article = newsletter.article(kind="lista")
    newsletter.tell(article)
    newsletter.tell(article)

    first, second, *again = newsletter.asked()

    assert (first["to"], second["to"]) == ("ana@example.org", "rui@example.org")
    assert [mail["mailId"] for mail in again] == [first["mailId"], second["mailId"]]
    assert (first["template"], first["subject"], first["locale"]) == ("article", "Dez <b>finais</b>", "pt-BR")
    assert first["data"]["url"].startswith("https://vibesfilm.com/lista/dez-")
    reader = UUID(first["reader"].removeprefix("subscriber:"))
    assert first["mailId"] == str(mail_id(article, reader))
    address, _, token = first["data"]["unsubscribeUrl"].partition("?token=")
    assert address == "https://vibesfilm.com/newsletter/unsubscribe"
    with newsletter.database.transaction() as connection:
        assert read_token(deployment_key(connection, KEY_NAME), UNSUBSCRIBE, token) == reader


def test_readers_are_asked_for_in_pages_that_follow_each_other(newsletter: Newsletter) -> None:
    readers = [f"r{number}@example.org" for number in range(5)]
    newsletter.subscribe(*readers)
    article = newsletter.article()
    newsletter.tell(article, page=2)
    for _ in range(2):
        newsletter.tell(article, UUID(newsletter.asked("newsletter-page")[-1]["after"]), page=2)

    assert [mail["to"] for mail in newsletter.asked()] == readers
    assert len(newsletter.asked("newsletter-page")) == 2


def test_without_readers_nothing_is_asked_for(newsletter: Newsletter) -> None:
    newsletter.tell(newsletter.article())

    assert newsletter.asked() == newsletter.asked("newsletter-page") == []


@pytest.mark.parametrize(("state", "age_hours"), [("draft", 0), ("archived", 0), ("scheduled", -1), ("published", 169)])
def test_what_nobody_may_read_or_is_no_news_is_not_mailed(newsletter: Newsletter, state: str, age_hours: int) -> None:
    newsletter.subscribe("ana@example.org")
    newsletter.tell(newsletter.article(state, age_hours))

    assert newsletter.asked() == []


def test_the_age_of_news_can_be_set(newsletter: Newsletter) -> None:
    newsletter.subscribe("ana@example.org")
    newsletter.tell(newsletter.article(age_hours=500), newsletter_max_age_hours=0)

    assert len(newsletter.asked()) == 1


def test_a_suspended_blog_mails_nobody(newsletter: Newsletter) -> None:
    newsletter.subscribe("ana@example.org")
    newsletter.rows("UPDATE blogs SET status = 'suspended' WHERE id = 3")
    newsletter.tell(newsletter.article())

    assert newsletter.asked() == []
