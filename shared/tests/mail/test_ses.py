"""SES v2: moto's server for what it knows, a stand-in for quotas and faults."""

import base64
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default

import boto3
import pytest
import requests
from moto.server import ThreadedMotoServer

from suite.mail import Mail, MailNotConfigured, Origin, PermanentFailure, TransientFailure
from suite.mail.accounts import SesAccount
from suite.mail.sender import Quota
from suite.mail.ses import SANDBOX, SesSender
from suite.parsers import Secret
from suite_testing.mail_servers import StandInSes, ses_server

Making = Callable[..., Mail]


def account(url: str, **changes: object) -> SesAccount:
    options = {"access_key": "AKIATEST", "secret_key": Secret("secret of the tests"), **changes}
    return SesAccount("us-east-1", endpoint=url, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def sender(running_ses: StandInSes, origin: Origin) -> SesSender:
    """One for many tests: making a client takes a second."""
    return SesSender(account(running_ses.url), origin)


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def verified(moto: str, origin: Origin) -> str:
    """The URL of a SES in which the origin is a verified sender."""
    requests.post(f"{moto}/moto-api/reset", timeout=60)
    client = boto3.client(
        "ses", "us-east-1", endpoint_url=moto, aws_access_key_id="AKIATEST", aws_secret_access_key="secret"
    )
    client.verify_email_identity(EmailAddress=origin.bare)
    return moto


def test_ses_takes_html_text_and_headers(verified: str, mail: Making, origin: Origin) -> None:
    sent = SesSender(account(verified), origin).send(mail())

    (kept,) = requests.get(f"{verified}/moto-api/data.json", timeout=60).json()["ses"]["RawMessage"]
    assert kept["id"] == sent
    assert kept["source"] == origin.bare


def test_a_sender_nobody_verified_is_refused_for_ever(verified: str, mail: Making) -> None:
    with pytest.raises(PermanentFailure, match="MessageRejected"):
        SesSender(account(verified), Origin("eva@example.org")).send(mail())


def test_a_role_is_assumed_before_sending(verified: str, mail: Making, origin: Origin) -> None:
    role = "arn:aws:iam::123456789012:role/mailer"

    assert SesSender(account(verified, role=role), origin).send(mail())


def test_the_message_is_raw_and_names_its_configuration_set(ses: StandInSes, mail: Making, origin: Origin) -> None:
    assert SesSender(account(ses.url, configuration_set="reports"), origin).send(mail()) == "ses-1"

    (sent,) = ses.sent
    assert sent["ConfigurationSetName"] == "reports"
    assert sent["Destination"] == {"ToAddresses": ["ana@example.org"]}
    message = message_from_bytes(base64.b64decode(sent["Content"]["Raw"]["Data"]), policy=default)
    assert message["X-Notification-Id"] == "0198a1b2"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("status", "code", "failure"),
    [
        (429, "TooManyRequestsException", TransientFailure),
        (400, "LimitExceededException", TransientFailure),
        (500, "InternalServiceErrorException", TransientFailure),
        (503, "ServiceUnavailable", TransientFailure),
        (400, "MessageRejected", PermanentFailure),
        (400, "MailFromDomainNotVerifiedException", PermanentFailure),
        (400, "BadRequestException", PermanentFailure),
        (403, "AccessDeniedException", MailNotConfigured),
        (400, "SendingPausedException", MailNotConfigured),
        (403, "InvalidClientTokenId", MailNotConfigured),
    ],
)
def test_errors_are_sorted(
    ses: StandInSes, sender: SesSender, mail: Making, status: int, code: str, failure: type[Exception]
) -> None:
    ses.faults.append((status, code))
    with pytest.raises(failure) as refused:
        sender.send(mail())

    assert type(refused.value) is failure
    assert ses.sent == []


def test_a_provider_that_is_away_is_for_now(mail: Making, origin: Origin) -> None:
    with ses_server() as away:
        url = away.url
    with pytest.raises(TransientFailure, match="not reachable"):
        SesSender(account(url), origin, timeout=1).send(mail())


def test_the_quota_is_that_of_the_account_and_asked_once(ses: StandInSes, origin: Origin) -> None:
    limits = {"Max24HourSend": 50_000.0, "MaxSendRate": 20.0, "SentLast24Hours": 7.0}
    ses.account = {"ProductionAccessEnabled": True, "SendQuota": limits}
    sender = SesSender(account(ses.url), origin)

    assert [sender.quota() for _ in range(3)] == [Quota(20.0, 50_000, 7)] * 3
    assert ses.requests == 1


def test_the_sandbox_sends_one_a_second(ses: StandInSes, origin: Origin) -> None:
    limits = {"Max24HourSend": 50_000.0, "MaxSendRate": 20.0, "SentLast24Hours": 7.0}
    ses.account = {"ProductionAccessEnabled": False, "SendQuota": limits}

    assert SesSender(account(ses.url), origin).quota() == Quota(1.0, 200, 7)


def test_an_account_that_says_nothing_counts_as_sandbox(ses: StandInSes, origin: Origin) -> None:
    assert SesSender(account(ses.url), origin).quota() == SANDBOX


def test_ses_gets_what_smtp_gets(ses: StandInSes, mail: Making) -> None:
    origin = Origin("Colmeia, São Paulo <no-reply@bücher.example>")
    subject, link = "=?utf-8?q?=0d=0aBcc:_x@example.org?=", f"<https://app.example.org/{'a' * 150}>"
    letter = mail(recipient="ana@bücher.example", subject=subject, headers={"List-Unsubscribe": link})
    SesSender(account(ses.url), origin).send(letter)

    (sent,) = ses.sent
    assert sent["Destination"] == {"ToAddresses": ["ana@xn--bcher-kva.example"]}
    assert sent["FromEmailAddress"] == "no-reply@xn--bcher-kva.example"
    content = base64.b64decode(sent["Content"]["Raw"]["Data"])
    message = message_from_bytes(content, policy=default)
    assert (message["Subject"], "Bcc" in message) == (subject, False)
    assert f"\r\nList-Unsubscribe: {link}\r\n".encode() in content


def test_ses_is_not_asked_to_carry_a_local_part_beyond_ascii(ses: StandInSes, mail: Making, origin: Origin) -> None:
    with pytest.raises(PermanentFailure, match="cannot carry"):
        SesSender(account(ses.url), origin).send(mail(recipient="josé@example.org"))
    assert ses.sent == []
