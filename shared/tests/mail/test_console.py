"""The console adapter: one line a mail, the address masked in production, what others refuse refused too."""

import io
import json
import logging
from collections.abc import Callable

import pytest

from suite.logs.formatters import JsonFormatter
from suite.logs.redaction import Redactor
from suite.mail import Mail, Origin
from suite.mail.console import KEPT, ConsoleSender
from suite.mail.errors import HeaderRefused
from suite.mail.sender import Quota

ALLOWANCE = Quota(14.0, None)


@pytest.mark.parametrize(
    ("production", "line"),
    [
        (False, "Mock email to ana@example.org: Olá, Ana"),
        (True, "Mock email to a***@example.org: Olá, Ana"),
    ],
)
def test_a_mail_is_a_line(mail: Callable[..., Mail], origin: Origin, production: bool, line: str) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter("notifications-api", Redactor(mask_emails=production)))
    logger = logging.getLogger("suite.mail.console")
    level, logger.level = logger.level, logging.INFO
    logger.addHandler(handler)
    try:
        ConsoleSender(origin, ALLOWANCE).send(mail(text="a body nobody logs"))
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)

    assert json.loads(written.getvalue())["message"] == line
    assert "a body nobody logs" not in written.getvalue()


def test_the_last_hundred_are_kept(mail: Callable[..., Mail], origin: Origin) -> None:
    sender = ConsoleSender(origin, ALLOWANCE)
    for number in range(KEPT + 1):
        sender.send(mail(key=str(number)))

    assert [mail.key for mail in sender.mails] == [str(number) for number in range(1, KEPT + 1)]


def test_what_a_server_would_refuse_is_refused(mail: Callable[..., Mail], origin: Origin) -> None:
    with pytest.raises(HeaderRefused):
        ConsoleSender(origin, ALLOWANCE).send(mail(subject="a\r\nBcc: eva@example.org"))
