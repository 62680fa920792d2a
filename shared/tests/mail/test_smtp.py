"""SMTP against real servers."""

import socket
import ssl
from collections.abc import Callable

import pytest

from suite.mail import Mail, MailNotConfigured, Origin, PermanentFailure, TransientFailure
from suite.mail.accounts import NONE, SSL, STARTTLS, SmtpServer
from suite.mail.sender import Quota
from suite.mail.smtp import SmtpSender
from suite.parsers import Secret
from suite_testing.mail_servers import PASSWORD, USER, Certificate, Mailbox, silent_server, smtp_server

ALLOWANCE = Quota(100.0, None)
Making = Callable[..., Mail]


def sender_for(
    port: int, origin: Origin, context: ssl.SSLContext | None = None, timeout: float = 10.0, **server: object
) -> SmtpSender:
    """A sender to a server of the test."""
    options = {"tls": NONE if context is None else STARTTLS, **server}
    place = SmtpServer("127.0.0.1", port, **options)  # type: ignore[arg-type]
    return SmtpSender(place, origin, ALLOWANCE, timeout=timeout, context=context)


def test_mails_go_out_over_one_connection(mail: Making, origin: Origin, mailbox: Mailbox) -> None:
    with smtp_server(mailbox) as port:
        sender = sender_for(port, origin)
        ids = [sender.send(mail(key=f"m{number}")) for number in range(3)]
        sender.close()

    assert [str(message["Message-ID"]) for message in mailbox.messages] == ids
    assert mailbox.messages[0]["Subject"] == "Olá, Ana"
    assert len(mailbox.sessions) == 1


def test_starttls_checks_the_certificate_and_logs_in(
    mail: Making, origin: Origin, mailbox: Mailbox, certificate: Certificate
) -> None:
    with smtp_server(mailbox, certificate.context, login=True) as port:
        trusted = certificate.trusted()
        sender = sender_for(port, origin, trusted, user=USER, password=Secret(PASSWORD))
        sender.send(mail())
        sender.close()
        with pytest.raises(MailNotConfigured, match="no trusted connection"):
            sender_for(port, origin, ssl.create_default_context()).send(mail())
        with pytest.raises(MailNotConfigured, match="login refused"):
            sender_for(port, origin, trusted, user=USER, password=Secret("wrong")).send(mail())

    assert mailbox.tls == [True]
    assert len(mailbox.messages) == 1


def test_a_server_without_starttls_gets_no_mail(
    mail: Making, origin: Origin, mailbox: Mailbox, certificate: Certificate
) -> None:
    with smtp_server(mailbox) as port, pytest.raises(MailNotConfigured):
        sender_for(port, origin, certificate.trusted()).send(mail())
    assert mailbox.messages == []


def test_ssl_from_the_first_byte_wants_a_server_that_speaks_it(
    mail: Making, origin: Origin, mailbox: Mailbox, certificate: Certificate
) -> None:
    with smtp_server(mailbox) as port, pytest.raises(MailNotConfigured):
        sender_for(port, origin, certificate.trusted(), tls=SSL).send(mail())


@pytest.mark.parametrize("place", ["rcpt", "data"])
@pytest.mark.parametrize(
    ("answer", "failure"),
    [("450 mailbox busy", TransientFailure), ("550 no such user", PermanentFailure), ("554 spam", PermanentFailure)],
)
def test_4xx_is_for_now_and_5xx_for_ever(
    mail: Making, origin: Origin, mailbox: Mailbox, place: str, answer: str, failure: type[Exception]
) -> None:
    getattr(mailbox, place).append(answer)
    with smtp_server(mailbox) as port:
        sender = sender_for(port, origin)
        with pytest.raises(failure, match=answer[:3]) as refused:
            sender.send(mail())
        sender.send(mail())
        sender.close()

    assert type(refused.value) is failure
    assert "ana" not in str(refused.value)
    assert len(mailbox.messages) == 1


def test_a_connection_that_breaks_is_for_now(mail: Making, origin: Origin, mailbox: Mailbox) -> None:
    mailbox.drop_after_data = 1
    with smtp_server(mailbox) as port:
        sender = sender_for(port, origin)
        with pytest.raises(TransientFailure, match="connection lost"):
            sender.send(mail())
        sender.send(mail())
        sender.close()
    assert len(mailbox.messages) == 1


def test_a_connection_the_server_closed_meanwhile_is_opened_anew(
    mail: Making, origin: Origin, mailbox: Mailbox
) -> None:
    with smtp_server(mailbox) as port:
        sender = sender_for(port, origin)
        sender.send(mail())
        idle = sender._idle[0].sock
        assert idle is not None
        idle.shutdown(socket.SHUT_RDWR)
        sender.send(mail())
        sender.close()
    assert len(mailbox.messages) == 2


def test_a_server_that_hangs_is_for_now(mail: Making, origin: Origin) -> None:
    with silent_server() as port, pytest.raises(TransientFailure, match="not reachable"):
        sender_for(port, origin, timeout=0.2).send(mail())


def test_a_server_that_is_down_is_for_now(mail: Making, origin: Origin) -> None:
    with silent_server() as port:
        pass
    with pytest.raises(TransientFailure, match="not reachable"):
        sender_for(port, origin).send(mail())


def test_an_address_beyond_ascii_needs_a_server_that_carries_it(mail: Making, origin: Origin, mailbox: Mailbox) -> None:
    with smtp_server(mailbox) as port:
        sender = sender_for(port, origin)
        sender.send(mail(recipient="josé@exemplo.com"))
        sender.close()
    assert mailbox.messages[0]["To"] == "josé@exemplo.com"


def test_no_value_becomes_a_header_of_its_own_on_the_way(mail: Making, mailbox: Mailbox) -> None:
    subject, link = "=?utf-8?q?=0d=0aBcc:_x@example.org?=", f"<https://app.example.org/{'a' * 150}>"
    letter = mail(recipient="ana@bücher.example", subject=subject, text="a\n.\nb ", headers={"List-Unsubscribe": link})
    with smtp_server(mailbox) as port:
        sender = sender_for(port, Origin("Colmeia, São Paulo <no-reply@bücher.example>"))
        sender.send(letter)
        sender.close()

    (message,) = mailbox.messages
    assert (message["Subject"], "Bcc" in message) == (subject, False)
    assert message["To"] == "ana@xn--bcher-kva.example"
    assert message["List-Unsubscribe"] == link
    plain, _ = message.iter_parts()
    assert plain.get_content() == "a\r\n.\r\nb "
