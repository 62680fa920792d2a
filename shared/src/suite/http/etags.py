"""Entity tags: versions on the wire (RFC 9110 sections 8.8.3 and 13.1)."""

import re
from hashlib import blake2s

_TAG = re.compile(r'(?P<weak>W/)?"(?P<value>[^"]*)"')
_PROXY_SUFFIXES = ("-gzip", "-br", "-zstd")


def strong(version: object) -> str:
    """The tag of a version."""
    return f'"{version}"'


def weak(*parts: object) -> str:
    """A weak tag of everything a representation depends on."""
    digest = blake2s("\x1f".join(map(str, parts)).encode(), digest_size=12).hexdigest()
    return f'W/"{digest}"'


def none_match(header: str | None, tag: str) -> bool:
    """False when If-None-Match names `tag` (weak comparison): the client already has it."""
    if header is None:
        return True
    if header.strip() == "*":
        return False
    wanted = _value(tag)
    return all(_value(found.group()) != wanted for found in _TAG.finditer(header))


def matches(header: str | None, tag: str) -> bool:
    """True when If-Match is absent, `*`, or names `tag` (strong comparison: weak tags never match)."""
    if header is None or header.strip() == "*":
        return True
    wanted = _value(tag)
    return any(not found["weak"] and _value(found.group()) == wanted for found in _TAG.finditer(header))


def _value(tag: str) -> str:
    value = tag.removeprefix("W/").strip('"')
    for suffix in _PROXY_SUFFIXES:
        value = value.removesuffix(suffix)
    return value
