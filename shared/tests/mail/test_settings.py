"""What mail can be told."""

from dataclasses import dataclass

import pytest

from suite.configuration import ConfigurationError
from suite.environment import Environment, Variable, find_root
from suite.mail import MailSettings, Origin, open_sender
from suite.mail.console import ConsoleSender
from suite.mail.sender import Quota
from suite.mail.ses import SesSender
from suite.mail.smtp import SmtpSender


@dataclass(frozen=True, kw_only=True)
class Told(MailSettings):
    """Nothing but mail."""


def told(**variables: str) -> Told:
    given = {name: Variable(value, "test", literal=True) for name, value in variables.items()}
    return Told.from_environment(Environment(find_root(), given))


def test_mails_go_to_the_console_unless_told_otherwise() -> None:
    assert isinstance(open_sender(told()), ConsoleSender)
    assert isinstance(open_sender(told(EMAIL_SERVICE_MOCK="true")), ConsoleSender)
    smtp = told(EMAIL_ADAPTER="smtp", SMTP_HOST="mail", EMAIL_FROM="a@example.org", EMAIL_SERVICE_MOCK="true")
    assert isinstance(open_sender(smtp), SmtpSender)
    assert isinstance(open_sender(told(EMAIL_ADAPTER="ses", AWS_SES_FROM_ADDRESS="a@example.org")), SesSender)


def test_sender_and_limits_are_read() -> None:
    settings = told(EMAIL_FROM="Colmeia <a@example.org>", EMAIL_REPLY_TO="b@example.org", EMAIL_MAX_DAILY="50")

    assert settings.origin == Origin("Colmeia <a@example.org>", "b@example.org")
    assert settings.origin.bare == "a@example.org"
    assert settings.allowance == Quota(14.0, 50)


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"EMAIL_ADAPTER": "smtp", "SMTP_HOST": "mail"}, "AWS_SES_FROM_ADDRESS"),
        ({"EMAIL_ADAPTER": "ses"}, "AWS_SES_FROM_ADDRESS"),
        ({"EMAIL_ADAPTER": "smtp", "EMAIL_FROM": "a@example.org"}, "SMTP_HOST"),
        ({"EMAIL_FROM": "nobody"}, "AWS_SES_FROM_ADDRESS"),
        ({"EMAIL_FROM": "a@example.org\r\nBcc: b@example.org"}, "AWS_SES_FROM_ADDRESS"),
        ({"EMAIL_REPLY_TO": "x"}, "EMAIL_REPLY_TO"),
        ({"AWS_ACCESS_KEY_ID": "x"}, "AWS_SECRET_ACCESS_KEY"),
        ({"EMAIL_ADAPTER": "pigeon"}, "EMAIL_ADAPTER"),
        ({"SMTP_TLS": "maybe"}, "SMTP_TLS"),
    ],
)
def test_what_cannot_work_is_named(variables: dict[str, str], name: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        told(**variables)

    assert [problem.partition(":")[0] for problem in refused.value.problems] == [name]
