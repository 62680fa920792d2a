"""A mail as a message."""

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest

from suite.mail import Mail, Origin, PermanentFailure
from suite.mail.addresses import is_address
from suite.mail.errors import HeaderRefused
from suite.mail.message import compose


def test_html_and_text_arrive_as_they_were_written(mail: Callable[..., Mail], origin: Origin) -> None:
    text = "Ação\n.\nlinha" + " longa" * 300
    received = message_from_bytes(compose(mail(text=text), origin).as_bytes(), policy=default)

    assert received["From"] == "Colmeia <no-reply@colmeia.example>"
    assert received["To"] == "ana@example.org"
    assert received["Reply-To"] == "ajuda@colmeia.example"
    assert received["Subject"] == "Olá, Ana"
    assert received["X-Notification-Id"] == "0198a1b2"
    assert received["Message-ID"] == "<0198a1b2@colmeia.example>"
    plain, html = received.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content() == text.replace("\n", "\r\n")
    assert html.get_content().rstrip() == "<p>Ação</p>"
    assert compose(mail(), origin).as_bytes().isascii()


@pytest.mark.parametrize("control", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\x7f"])
@pytest.mark.parametrize("place", ["subject", "recipient", "key"])
def test_a_control_character_in_a_header_is_refused(
    mail: Callable[..., Mail], origin: Origin, place: str, control: str
) -> None:
    with pytest.raises(HeaderRefused):
        compose(mail(**{place: f"a{control}Bcc: eva@example.org"}), origin)


def test_a_control_character_in_an_own_header_is_refused(mail: Callable[..., Mail], origin: Origin) -> None:
    with pytest.raises(HeaderRefused):
        compose(mail(headers={"List-Unsubscribe": "<https://x>\r\nBcc: eva@example.org"}), origin)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "@example.org",
        "ana@",
        "ana@localhost",
        "a b@example.org",
        "ana@exam ple.org",
        "ana@example.org, eva@example.org",
        "ana@example.org;eva@example.org",
        "<ana@example.org>",
        '"ana"@example.org',
        "ana@[127.0.0.1]",
        "ana@@example.org",
        "a@b@example.org",
        "ana@example..org",
        ".ana@example.org",
        "an..a@example.org",
        "x" * 65 + "@example.org",
        "ana@" + "x" * 250 + ".org",
    ],
)
def test_what_is_no_address_gets_no_mail(mail: Callable[..., Mail], origin: Origin, address: str) -> None:
    assert not is_address(address)
    with pytest.raises(PermanentFailure):
        compose(mail(recipient=address), origin)


@pytest.mark.parametrize("address", ["a@b.co", "ana+lista@sub.example.org", "o'brien@example.org", "josé@exemplo.com"])
def test_what_is_an_address_gets_one(mail: Callable[..., Mail], origin: Origin, address: str) -> None:
    message = compose(mail(recipient=address), origin)
    assert message.recipient == address
    assert f"\r\nTo: {address}\r\n".encode() in message.as_bytes()
