"""Mails and servers for the tests of suite.mail."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from suite.mail import Mail, Origin
from suite_testing.mail_servers import Certificate, Mailbox, StandInSes, ses_server

ORIGIN = Origin("Colmeia <no-reply@colmeia.example>", "ajuda@colmeia.example")


@pytest.fixture(scope="session")
def origin() -> Origin:
    return ORIGIN


@pytest.fixture
def mail() -> Callable[..., Mail]:
    """A mail; fields can be given."""

    def make(**changes: Any) -> Mail:
        fields = {
            "recipient": "ana@example.org",
            "subject": "Olá, Ana",
            "html": "<p>Ação</p>",
            "text": "Ação",
            "key": "0198a1b2",
            "headers": {"X-Notification-Id": "0198a1b2"},
        }
        return Mail(**{**fields, **changes})

    return make


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def running_ses() -> Iterator[StandInSes]:
    with ses_server() as server:
        yield server


@pytest.fixture
def ses(running_ses: StandInSes) -> StandInSes:
    """A SES that has sent nothing, has no faults before it and says nothing about its account."""
    running_ses.faults.clear()
    running_ses.sent.clear()
    running_ses.account, running_ses.requests = None, 0
    return running_ses
