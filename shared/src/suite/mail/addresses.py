"""Addresses: what is accepted as one, and how one travels."""

import re

import idna

MAX_ADDRESS = 254  # RFC 5321 §4.5.3.1.3, without the angle brackets

# No quoted local parts, no address literals: providers refuse them, and they are how headers get smuggled.
_ADDRESS = re.compile(
    r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}@[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f.]{1,63}"
    r"(?:\.[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f.]{1,63})+"
)
_WIRE = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@[^\s@<>()\[\]\\,;:\"]{1,253}")
# Blanks are stripped afterwards: in the expression they would be tried in every way they can be shared out.
_MAILBOX = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>\s*")
_ESCAPED = re.compile(r"\\(.)")


def parse_address(text: str) -> str:
    """One address as it was written; ValueError when it is none."""
    if len(text) > MAX_ADDRESS or not text.isprintable() or not _ADDRESS.fullmatch(text):
        raise ValueError("is not an e-mail address")
    local, _, domain = text.partition("@")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise ValueError("is not an e-mail address")
    if len(local) + 1 + len(ascii_domain(domain)) > MAX_ADDRESS:
        raise ValueError("is not an e-mail address")
    return text


def is_address(text: str) -> bool:
    """Whether `text` is one address."""
    try:
        parse_address(text)
    except ValueError:
        return False
    return True


def ascii_domain(domain: str) -> str:
    """A domain as servers know it: `bücher.example` → `xn--bcher-kva.example`; ValueError when it has no such form."""
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError("is not an e-mail address") from error


def wire_address(address: str) -> str:
    """The address as it travels: its domain in ASCII, its local part as it is. ValueError for what is none.

    A domain without a dot passes: it is how mails of a machine without a name are from.
    """
    if not _WIRE.fullmatch(address):
        raise ValueError("is not an e-mail address")
    local, _, domain = address.partition("@")
    return f"{local}@{ascii_domain(domain)}"


def split_mailbox(text: str) -> tuple[str, str]:
    """Name and address of `Colmeia <no-reply@example.org>`, the name with or without quotes; the name may be empty."""
    found = _MAILBOX.fullmatch(text)
    if found is None:
        return "", text.strip()
    name = found["name"].strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = _ESCAPED.sub(r"\1", name[1:-1])
    return name, found["address"].strip()


def normal_address(address: str) -> str:
    """The form under which an address is compared: lower case, its domain in ASCII where it has such a form."""
    local, at, domain = address.strip().lower().rpartition("@")
    try:
        return f"{local}{at}{ascii_domain(domain)}"
    except ValueError:
        return f"{local}{at}{domain}"
