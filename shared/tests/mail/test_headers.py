"""Headers that are one header whatever they hold, and decode to the text that was given."""

import json
import os
import re
import subprocess
import sys
from email import message_from_bytes
from email.header import decode_header
from email.policy import compat32, default
from pathlib import Path
from shutil import which

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.environment import find_root
from suite.mail import Mail, Origin, PermanentFailure
from suite.mail.addresses import normal_address, split_mailbox
from suite.mail.errors import HeaderRefused
from suite.mail.headers import MAX_LINE, mailbox_header, text_header, token_header
from suite.mail.message import compose

NAMES = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200)
ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=300) | st.text(
    " \t\r\n.=?_aFrom é", max_size=120
)
KEY = "01a22c5b-8daf-7748-8b51-846d8e0ad9cf"
UNSUBSCRIBE = f"<https://app.example.org/api/notifications/unsubscribe/{KEY}.{'0123456789abcdef' * 2}>"


def raw(subject: str = "s", text: str = "t", html: str = "<p>h</p>", **headers: str) -> bytes:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    mail = Mail(recipient="ana@example.org", subject=subject, html=html, text=text, key=KEY, headers=named)
    return compose(mail, Origin("Colmeia <no-reply@example.org>")).as_bytes()


def decoded(value: str) -> str:
    """By RFC 2047, as the oldest parser does it."""
    return "".join(
        part.decode(charset or "ascii") if isinstance(part, bytes) else part for part, charset in decode_header(value)
    )


def unfolded(header: str) -> str:
    return header.partition(":")[2].removesuffix("\r\n").removeprefix(" ").replace("\r\n", "")


@given(TEXT)
def test_a_text_decodes_to_itself(text: str) -> None:
    header = text_header("Subject", text)
    assert header.isascii()
    assert all(len(line.strip()) > 0 and len(line) <= 78 for line in header.splitlines()[1:])
    assert "\n" not in header.replace("\r\n ", "").removesuffix("\r\n")
    assert decoded(unfolded(header)) == text


@given(TEXT)
def test_readers_find_one_header_for_each_value(text: str) -> None:
    received = message_from_bytes(raw(subject=text), policy=default)
    assert list(received.keys()) == NAMES
    assert received["Subject"] == text
    assert list(message_from_bytes(raw(subject=text), policy=compat32).keys()) == NAMES


@given(TEXT)
def test_a_name_before_an_address_decodes_to_itself(text: str) -> None:
    shown = text.strip().strip('"').replace("<", "").replace(">", "").strip()
    header = unfolded(mailbox_header("From", f"{shown} <no-reply@example.org>"))
    phrase, _, address = header.rpartition(" ")
    if phrase.startswith('"'):
        phrase = re.sub(r"\\(.)", r"\1", phrase[1:-1])
    assert (decoded(phrase), address.strip("<>")) == (shown, "no-reply@example.org")


@given(ANY_TEXT, ANY_TEXT)
def test_both_parts_arrive_as_they_were_written(text: str, html: str) -> None:
    content = raw(text=text, html=html)
    assert content.isascii()
    assert all(len(line) <= MAX_LINE for line in content.split(b"\r\n"))
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    plain, rich = message_from_bytes(content, policy=default).iter_parts()
    for part, given_text in ((plain, text), (rich, html)):
        received = part.get_payload(decode=True)
        assert isinstance(received, bytes)
        assert received.decode() == re.sub(r"\r\n|\r|\n", "\r\n", given_text)


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?q?=0d=0aBcc:_x@example.org?=",
        "=?utf-8?b?DQpCY2M6IHhAZXhhbXBsZS5vcmc=?=",
        "a =?iso-8859-1?q?=0AX-Injected:_1?= b",
        " two  blanks  inside and around ",
        "Relatório de atualização: " + "ação " * 30,
        "🎉" * 60,
        "x" * 900,
        "",
        " ",
        "=?",
        "a\u00a0b\u3000c",
    ],
)
def test_subjects_that_once_came_apart(subject: str) -> None:
    received = message_from_bytes(raw(subject=subject), policy=default)
    assert (list(received.keys()), received["Subject"]) == (NAMES, subject)


def test_links_for_programs_stay_in_one_line() -> None:
    content = raw(List_Unsubscribe=UNSUBSCRIBE, List_Unsubscribe_Post="List-Unsubscribe=One-Click")
    assert f"\r\nList-Unsubscribe: {UNSUBSCRIBE}\r\n".encode() in content
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in content


@pytest.mark.parametrize("value", ["<https://ação.example>", "<https://x.example/=?utf-8?q?x?=>", " <a>", "<a> ", ""])
def test_a_header_for_programs_is_never_encoded(value: str) -> None:
    with pytest.raises(HeaderRefused):
        token_header("List-Unsubscribe", value)
    with pytest.raises(HeaderRefused):
        token_header("List-Unsubscribe", f"<https://x.example/{'a' * MAX_LINE}>")


@pytest.mark.parametrize("name", ["Bcc", "reply-to", "Content-Type", "Resent-To", "A B", "Ação", "X:Y", ""])
def test_a_mail_brings_no_header_of_the_message_itself(name: str) -> None:
    with pytest.raises(PermanentFailure):
        raw(**{name: "x"})


@pytest.mark.parametrize("text", ["a\ud800b", "a\x00b"])
def test_a_part_that_no_mail_can_hold_is_refused(text: str) -> None:
    with pytest.raises(PermanentFailure):
        raw(text=text)
    with pytest.raises(PermanentFailure):
        raw(subject=text)


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("Colmeia Notificações, São Paulo <no-reply@example.org>", "Colmeia Notificações, São Paulo"),
        ('"Colmeia Notificações, São Paulo" <no-reply@example.org>', "Colmeia Notificações, São Paulo"),
        ('"Colmeia \\"a\\" Inc." <no-reply@example.org>', 'Colmeia "a" Inc.'),
        ("=?utf-8?q?x?= <no-reply@example.org>", "=?utf-8?q?x?="),
        ("no-reply@example.org", ""),
    ],
)
def test_a_sender_may_have_any_name(origin: str, name: str) -> None:
    mail = Mail(recipient="ana@example.org", subject="s", html="h", text="t", key=KEY)
    message = compose(mail, Origin(origin, origin))
    received = message_from_bytes(message.as_bytes(), policy=default)
    for header in ("From", "Reply-To"):
        (address,) = received[header].addresses
        assert (address.display_name, address.addr_spec) == (name, "no-reply@example.org")
    assert message.sender == "no-reply@example.org"


@pytest.mark.parametrize(
    ("recipient", "travels", "needs_utf8"),
    [
        ("ana@bücher.example", "ana@xn--bcher-kva.example", False),
        ("ana@BÜCHER.example", "ana@xn--bcher-kva.example", False),
        ("josé@bücher.example", "josé@xn--bcher-kva.example", True),
        ("ana@例え.テスト", "ana@xn--r8jz45g.xn--zckzah", False),
    ],
)
def test_an_internationalised_domain_travels_in_ascii(recipient: str, travels: str, needs_utf8: bool) -> None:
    message = compose(Mail(recipient=recipient, subject="s", html="h", text="t", key=KEY), Origin("a@straße.example"))
    assert (message.recipient, message.needs_utf8) == (travels, needs_utf8)
    assert message.message_id == f"<{KEY}@{idna.encode('straße.example').decode()}>"
    assert normal_address(recipient.upper()) == normal_address(travels)


@pytest.mark.parametrize("recipient", ["ana@-ü.example", "ana@" + "ü" * 80 + ".example", "ana@ü＠b.example"])
def test_a_domain_without_a_form_in_ascii_gets_no_mail(recipient: str) -> None:
    with pytest.raises(PermanentFailure):
        compose(Mail(recipient=recipient, subject="s", html="h", text="t", key=KEY), Origin("a@b.example"))


COMPOSE = """
import json, sys, types
package = types.ModuleType("suite.mail")
package.__path__ = [sys.argv[1] + "/suite/mail"]
sys.path[:0] = sys.argv[1:3]
sys.modules["suite.mail"] = package
import suite.ids
suite.ids.now_milliseconds = lambda: __import__("datetime").datetime(2026, 1, 2, tzinfo=__import__("datetime").UTC)
from suite.mail.message import Mail, Origin, compose
for fields in json.load(sys.stdin):
    origin = Origin(fields.pop("origin"))
    print(repr(compose(Mail(**fields), origin).as_bytes()))
"""
SAMPLES = [
    {"subject": subject, "origin": origin, "recipient": recipient, "html": "<p>ação</p>", "text": text, "key": KEY,
     "headers": {"List-Unsubscribe": UNSUBSCRIBE, "X-Notification-Id": KEY}}
    for subject in ("=?utf-8?q?=0d=0aBcc:_x@example.org?=", "ação " * 30, " a  b ", "plain words " * 12, "🎉" * 60)
    for origin in ("Colmeia, São Paulo <no-reply@example.org>", "Colmeia <no-reply@example.org>")
    for recipient, text in (("ana@bücher.example", "t\n.\nx " * 300), ("josé@example.org", "plain"))
]  # fmt: skip


def test_every_python_that_is_there_composes_the_same() -> None:
    found = {path for name in ("/usr/bin/python3", "python3.11", "python3.12", "python3.13") if (path := which(name))}
    packages = Path(idna.__file__).parents[1]
    written = {composed_by(interpreter, packages) for interpreter in sorted({*found, sys.executable})}
    written.discard("")
    assert len(written) == 1


def composed_by(interpreter: str, packages: Path) -> str:
    """What an interpreter writes; nothing for one that does not start or is older than the suite may be."""
    check = [interpreter, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    if subprocess.run(check, capture_output=True, check=False).returncode:
        return ""
    command = [interpreter, "-S", "-c", COMPOSE, str(find_root(Path(__file__)) / "shared/src"), str(packages)]
    clean = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        command, input=json.dumps(SAMPLES), env=clean, capture_output=True, text=True, check=True, timeout=60
    )
    return run.stdout


def test_a_sender_is_split_in_one_pass_however_many_blanks_it_has() -> None:
    # Shared out in every way they can be, these would take hours.
    blanks = " " * 40_000
    assert split_mailbox(f"{blanks}Ana{blanks}<ana@example.org>{blanks}") == ("Ana", "ana@example.org")
    assert split_mailbox(f"{blanks}<") == ("", "<")
