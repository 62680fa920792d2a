"""article published → subscribers mailed: through two services, the bus and real processes, one mail a reader."""

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from built_services import ROOT

from blog_api.newsletter.mails import mailing_subscriptions
from blog_api.settings import Settings as BlogSettings
from suite.database import Database
from suite.environment import load_environment
from suite.events import publish
from suite.events.adapters.postgres import PostgresBus
from suite.events.handler import Handling
from suite.events.relay import Relay
from suite.events.relay_loop import RelayLoop
from suite.events.worker import EventWorker
from suite.ids import uuid7
from suite.migrations import Migrations
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.mail_servers import Mailbox, smtp_server
from suite_testing.processes import TEST_ENVIRONMENT

PATIENCE_SECONDS = 60.0
BLOG = 3
READERS = [f"leitor{number}@example.org" for number in range(40)]
SITE = "https://cinema.example"


@dataclass
class Suite:
    """Both services on one database."""

    database: TestDatabase
    blog: Database
    folder: Path
    number: int = 0

    def write_article(self, state: str) -> int:
        """An article everybody may read, told to nobody yet: its id."""
        with self.database.connect(schema="blog") as admin, admin.cursor() as cursor:
            cursor.execute("INSERT INTO categories (blog_id, title, slug) VALUES (3, 'Filmes', 'filmes') RETURNING id")
            ((category,),) = cursor.fetchall()
            cursor.execute("INSERT INTO authors (blog_id, name) VALUES (3, 'Ana') RETURNING id")
            ((author,),) = cursor.fetchall()
            cursor.execute(
                "INSERT INTO articles (blog_id, title, slug, state, published_at, category_id, author_id)"
                " VALUES (3, 'Dez <b>finais</b>', 'dez-finais', %s, now(), %s, %s) RETURNING id",
                (state, category, author),
            )
            ((article,),) = cursor.fetchall()
        return int(article)

    def tell(self, article: int) -> None:
        """The event of a published article."""
        fields = {"slug": "dez-finais", "title": "Dez finais", "publishedAt": "2026-01-15T10:30:00.000Z"}
        with self.blog.transaction() as connection:
            publish(connection, "article-published", {"articleId": str(article), "blogId": str(BLOG), **fields})

    @contextmanager
    def process(self, *module: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
        """`python -m MODULE`, ended after the block."""
        self.number += 1
        passwords = self.database.owner.passwords
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"},
            **TEST_ENVIRONMENT,
            "SUITE_ROOT": str(ROOT),
            "BLOG_DATABASE_URL": self.database.dsn("app_blog"),
            "NOTIFICATIONS_DATABASE_URL": self.database.dsn("app_notifications"),
            "APP_BUS_DB_PASSWORD": passwords["app_bus"],
            "SITE_URL": SITE,
            "NOTIFICATIONS_WATCH_SECONDS": "0",
            "EMAIL_MAX_RATE": "1000",
            "EMAIL_FROM": "Colmeia <no-reply@colmeia.example>",
            "LOG_LEVEL": "info",
            **variables,
        }
        with self.log.open("ab") as output:
            command = [sys.executable, "-m", *module]
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_SECONDS)

    def worker(self, **variables: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
        """The worker of notifications-api."""
        return self.process("notifications_api", "worker", **variables)

    @property
    def log(self) -> Path:
        """What the worker of this number says."""
        return self.folder / f"worker-{self.number}.log"

    def let_leases_end(self) -> None:
        """Time passes for what the dead held."""
        with self.database.connect(schema="bus") as admin, admin.cursor() as cursor:
            cursor.execute("UPDATE bus.deliveries SET next_at = now() - interval '1 hour'")
            cursor.execute(
                "UPDATE notifications.inbox SET lease_until = lease_until - interval '1 hour'"
                " WHERE state = 'processing'"
            )

    def statuses(self) -> Counter[str]:
        """Mails by status."""
        with self.database.connect(schema="notifications") as admin, admin.cursor() as cursor:
            cursor.execute("SELECT status FROM notifications WHERE kind = 'newsletter'")
            return Counter(status for (status,) in cursor.fetchall())

    def all_sent(self) -> bool:
        return self.statuses() == {"sent": len(READERS)}


@pytest.fixture
def suite(test_cluster: TestCluster, tmp_path: Path) -> Iterator[Suite]:
    database = test_cluster.clone("notifications-api", "notifications")
    Migrations(ROOT / "services" / "blog-api" / "migrations", "blog").migrate(database.dsn())
    plant_readers(database)
    with closing(open_database(database, "app_blog", "blog")) as blog:
        yield Suite(database, blog, tmp_path)
    test_cluster.drop(database.name)


@pytest.fixture
def pages_of_seven(suite: Suite) -> Iterator[None]:
    """The blog's part, in this process, with small pages."""
    variables = {**TEST_ENVIRONMENT, "BLOG_DATABASE_URL": suite.database.dsn("app_blog"), "SITE_URL": SITE}
    settings = BlogSettings.from_environment(load_environment(process=variables))
    with ExitStack() as stack:
        bus = stack.enter_context(closing(PostgresBus(open_database(suite.database, "app_bus", "bus"))))
        consumers = EventWorker(bus, Handling(suite.blog), mailing_subscriptions(settings, page=7))
        for task in (consumers, RelayLoop(Relay(suite.blog, bus), bus)):
            task.start()
            stack.callback(task.stop, PATIENCE_SECONDS)
        yield


def open_database(database: TestDatabase, role: str, schema: str) -> Database:
    return Database(database.dsn(role), schema=schema, application="test", pool_size=8)


def plant_readers(database: TestDatabase) -> None:
    """Forty who read, one who has unsubscribed, one who has not confirmed, one of another blog."""
    others = [("inativo@example.org", BLOG, False), ("alheio@example.org", 1, True)]
    with database.connect(schema="blog") as admin, admin.cursor() as cursor:
        cursor.execute("INSERT INTO blogs (id, name, slug) VALUES (1, 'Outro', 'outro')")
        for email, blog, active in [*((email, BLOG, True) for email in READERS), *others]:
            cursor.execute(
                "INSERT INTO newsletter_subscriptions (id, blog_id, email, is_active) VALUES (%s, %s, %s, %s)",
                (str(uuid7()), blog, email, active),
            )


def registered(suite: Suite) -> bool:
    """Whether somebody listens to what the blog asks for and the blog to itself."""
    with suite.database.connect(schema="bus") as admin, admin.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM subscriptions WHERE name LIKE 'mail-requested%' OR name LIKE '%newsletter%'"
        )
        return cursor.fetchall() == [(3,)]


def test_a_scheduled_article_is_one_line_on_the_console_for_every_reader(suite: Suite) -> None:
    with suite.worker(EMAIL_ADAPTER="console"):
        told = suite.log
        with suite.process("blog_api.worker"):
            assert wait_until(lambda: registered(suite), PATIENCE_SECONDS), told.read_text()
            article = suite.write_article("scheduled")
            assert wait_until(suite.all_sent, PATIENCE_SECONDS), (suite.log.read_text(), told.read_text())
            suite.tell(article)
            assert wait_until(lambda: nothing_waits(suite), PATIENCE_SECONDS)

    lines = re.findall(r"Mock email to (\S+): ([^\"]*)", told.read_text(encoding="utf-8"))
    assert sorted(address for address, _ in lines) == sorted(READERS)
    assert {subject for _, subject in lines} == {"VibesFilm Blog: Dez <b>finais</b>"}


def nothing_waits(suite: Suite) -> bool:
    """Whether everything told has been heard."""
    with suite.database.connect(schema="bus") as admin, admin.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM bus.deliveries) + (SELECT count(*) FROM blog.outbox WHERE sent_at IS NULL)"
        )
        return cursor.fetchall() == [(0,)]


class Gate(Mailbox):
    """Holds whoever comes after some mails, before the mail is accepted."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after
        self.held = 0
        self.opened = Event()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if len(self.messages) >= self.after and not self.opened.is_set():
            self.held += 1
            await server.loop.run_in_executor(None, self.opened.wait, PATIENCE_SECONDS)
            return "451 too late"
        return await super().handle_RCPT(server, session, envelope, address, options)


@pytest.mark.usefixtures("pages_of_seven")
def test_two_workers_killed_in_the_middle_leave_one_mail_for_every_reader(suite: Suite) -> None:
    gate = Gate(after=10)
    with smtp_server(gate) as port:
        smtp = {"EMAIL_ADAPTER": "smtp", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_TLS": "none"}
        with suite.worker(**smtp) as first, suite.worker(**smtp) as second:
            assert wait_until(lambda: registered(suite), PATIENCE_SECONDS), suite.log.read_text()
            suite.tell(suite.write_article("published"))
            assert wait_until(lambda: gate.held == 2, PATIENCE_SECONDS), suite.log.read_text()
            for process in (first, second):
                process.kill()
        assert suite.statuses()["sending"] == 2
        gate.opened.set()
        suite.let_leases_end()
        with suite.worker(**smtp), suite.worker(**smtp):
            assert wait_until(suite.all_sent, PATIENCE_SECONDS), (suite.statuses(), suite.log.read_text())

    assert sorted(str(message["To"]) for message in gate.messages) == sorted(READERS)
    message = gate.messages[0]
    assert message["Subject"] == "VibesFilm Blog: Dez <b>finais</b>"
    assert str(message["List-Unsubscribe"]).startswith(f"<{SITE}/newsletter/unsubscribe?token=")
    html = message.get_body(("html",))
    assert html is not None
    assert f'<a href="{SITE}/analise/dez-finais">Dez &lt;b&gt;finais&lt;/b&gt;</a>' in html.get_content()
