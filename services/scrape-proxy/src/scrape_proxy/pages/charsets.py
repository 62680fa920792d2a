"""From the bytes of a page to its text: header, then meta element, then detection."""

import codecs
import re
from collections.abc import Iterator
from email.message import Message

from charset_normalizer import from_bytes

LOOKED_AT_BYTES = 4_096
DETECTED_BYTES = 65_536
# Fewer letters than this fit several charsets equally well.
LEAST_EVIDENCE_BYTES = 48
ASCII = bytes(range(128))
_META = re.compile(rb"""<meta[^>]{0,512}?charset\s{0,8}=\s{0,8}["']?\s{0,8}([a-zA-Z0-9_:.-]{2,40})""", re.IGNORECASE)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers make of these labels; the strict codecs know fewer characters.
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}


def decode_page(body: bytes, content_type: str) -> str:
    """The text. A declared charset that does not fit the bytes is passed over for the next candidate."""
    last = "utf-8"
    for charset in candidates(body, content_type):
        last = charset
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            continue
    return body.decode(last, "replace")


def candidates(body: bytes, content_type: str) -> Iterator[str]:
    """Known charsets, best first."""
    for mark, charset in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            yield charset
    yield from known(header_charset(content_type))
    declared = _META.search(body[:LOOKED_AT_BYTES])
    yield from known(declared[1].decode("ascii") if declared else None)
    yield "utf-8"
    sample = body[:DETECTED_BYTES]
    if len(sample.translate(None, ASCII)) >= LEAST_EVIDENCE_BYTES:
        best = from_bytes(sample).best()
        yield from known(best.encoding if best else None)
    yield "cp1252"


def header_charset(content_type: str) -> str | None:
    """The charset parameter of a Content-Type header."""
    message = Message()
    message["Content-Type"] = content_type
    given = message.get_param("charset")
    return given if isinstance(given, str) else None


def known(label: str | None) -> Iterator[str]:
    """The codec of a label, if Python has it and it makes text."""
    try:
        name = codecs.lookup(label).name if label else None
        if name:
            b"".decode(name)
            yield _WIDER.get(name, name)
    except (LookupError, ValueError):
        return
