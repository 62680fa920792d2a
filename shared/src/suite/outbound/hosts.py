"""From the text of a URL to a host in one canonical spelling; every odd spelling is refused."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

import idna

from suite.outbound.exceptions import FORM, METADATA, NAME, PORT, PRIVATE, BlockedTarget
from suite.outbound.ranges import Address

DEFAULT_PORTS = {"http": 80, "https": 443}
LEAST_UNPRIVILEGED_PORT = 1024
METADATA_NAMES = frozenset({"metadata.google.internal", "instance-data"})
PRIVATE_SUFFIXES = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "home.arpa",
    "corp",
    "private",
    "onion",
)
_CANONICAL_V4 = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})\Z")
_NUMERIC_LABEL = re.compile(r"(?:[0-9]+|0[xX][0-9a-fA-F]*)\Z")
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]{0,62}\.)*[a-z0-9_-]{0,63}\Z")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True)
class Place:
    """Scheme, host and port of a URL. `host` is lower case, IDNA-encoded, without brackets and trailing dot;
    `address` is set when the host is one already.
    """

    url: str
    scheme: str
    host: str
    port: int
    address: Address | None


def parse_place(url: str) -> Place:
    """The place a URL names; BlockedTarget (`form`) for anything two parsers could read differently."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BlockedTarget(FORM, url) from None
    if parts.scheme not in DEFAULT_PORTS or not parts.netloc or _UNSAFE.search(url):
        raise BlockedTarget(FORM, url)
    host, address = parse_host(parts.hostname or "", url, bracketed="[" in parts.netloc)
    return Place(url, parts.scheme, host, port or DEFAULT_PORTS[parts.scheme], address)


def parse_host(host: str, url: str, *, bracketed: bool) -> tuple[str, Address | None]:
    """Canonical host and its address when it is a literal; BlockedTarget when it is spelled oddly."""
    if bracketed:
        return _parse_v6(host, url)
    if "%" in host or not host:
        raise BlockedTarget(FORM, url)
    name = encode_name(host, url)
    literal = not host.endswith(".") and bool(_CANONICAL_V4.match(host))
    if literal and all(int(part) <= 255 for part in name.split(".")):
        return name, IPv4Address(name)
    # Resolvers read a host with such a last label as an IPv4 address in octal, hexadecimal or shortened form.
    if _NUMERIC_LABEL.match(name.rpartition(".")[2]):
        raise BlockedTarget(FORM, url)
    return name, None


def encode_name(host: str, url: str) -> str:
    """Lower case, IDNA-encoded, one trailing dot removed."""
    name = host.lower().removesuffix(".")
    try:
        if not name.isascii():
            name = idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        raise BlockedTarget(FORM, url) from None
    if not _NAME.match(name) or ".." in name:
        raise BlockedTarget(FORM, url)
    return name


def refusal_of_name(name: str) -> str | None:
    """Why a canonical host name is refused without asking a resolver; None when it may be resolved."""
    if name in METADATA_NAMES:
        return METADATA
    if "." not in name or any(name == suffix or name.endswith("." + suffix) for suffix in PRIVATE_SUFFIXES):
        return NAME
    return None


def refusal_of_port(port: int) -> str | None:
    """`port` for well-known ports other than those of the web."""
    return None if port >= LEAST_UNPRIVILEGED_PORT or port in (80, 443) else PORT


def _parse_v6(host: str, url: str) -> tuple[str, Address]:
    if "%" in host:
        raise BlockedTarget(PRIVATE, url)  # a zone names one of our own interfaces
    try:
        address = IPv6Address(host)
    except ValueError:
        raise BlockedTarget(FORM, url) from None
    return str(address), address
