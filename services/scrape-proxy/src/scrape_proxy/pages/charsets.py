"""From bytes to text by the WHATWG Encoding standard: byte order mark, header, meta element, then the bytes themselves.

Labels are those of the standard, never those of Python's codecs: some of them run for minutes, some raise, some read
escapes. One byte that means nothing is one U+FFFD, and the rest stays in its encoding.
"""

import codecs
import re
from collections.abc import Callable, Mapping
from email.message import Message

from charset_normalizer import from_bytes
from webencodings import Encoding, lookup

from scrape_proxy.pages.declarations import declared_labels

DETECTED_BYTES = 65_536
# Fewer letters than this fit several charsets equally well.
LEAST_EVIDENCE_BYTES = 48
# So many broken letters and not one good one: whoever declared UTF-8 did not write it.
LEAST_BROKEN_LETTERS = 3
ASCII = bytes(range(128))
REPLACEMENT = "\ufffd"
UTF_8, WINDOWS_1252 = lookup("utf-8"), lookup("windows-1252")
_LETTER = re.compile(r"[^\x00-\x7f]")
# What undeclared pages are written in, by Python's name and by the standard's.
DETECTABLE = {
    **{f"cp{number}": f"windows-{number}" for number in range(1250, 1259)},
    **{f"iso8859_{number}": f"iso-8859-{number}" for number in (2, 5, 6, 7, 8, 13, 15)},
    "koi8_r": "koi8-r",
    "mac_roman": "macintosh",
    "cp932": "shift_jis",
    "euc_jp": "euc-jp",
    "cp949": "euc-kr",
    "gb18030": "gb18030",
    "big5": "big5",
}
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
# Python's codec that knows all characters of the standard's encoding.
_WIDER = {"gbk": "gb18030", "euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp_ext", "big5": "big5hkscs"}
# Signs of the Japanese sets that the standard reads as Windows does, and Python as the sets themselves say.
_WINDOWS_SIGNS = str.maketrans("\u301c\u2016\u2212\xa2\xa3\xac", "\uff5e\u2225\uff0d\uffe0\uffe1\uffe2")
# Letters that GB 18030 had no code point for until 2022; the standard names them, Python leaves them private.
_NAMED_SINCE_2022 = str.maketrans(
    "\ue5e5\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796"
    "\ue7c7\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
    "\u3000\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
    "\u1e3f\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
)
# What Python's codecs read otherwise than the standard's tables: stray bytes as private characters, KOI8-RU's letters.
_RESPELLED: Mapping[str, Mapping[int, int | str]] = {
    "euc-jp": _WINDOWS_SIGNS,
    "iso-2022-jp": _WINDOWS_SIGNS,
    "shift_jis": dict.fromkeys(range(0xF8F0, 0xF8F4), REPLACEMENT),
    "big5": str.maketrans("\u2022\uff64\u203e\u223c\u2641\u2609\xa5\xa2\xa3", "\u2027\ufe51\xaf\uff5e⊕⊙￥￠￡"),
    "gbk": _NAMED_SINCE_2022,
    "gb18030": _NAMED_SINCE_2022,
    "koi8-u": str.maketrans("\u255d\u256c", "\u045e\u040e"),
}


def decode_page(body: bytes, content_type: str) -> tuple[str, Encoding]:
    """The text of a page, as a browser reads it, and the encoding it was in."""
    for mark, label in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return decode_as(body[len(mark) :], lookup(label)), lookup(label)
    encoding = header_encoding(content_type) or meta_encoding(body) or detected_encoding(body)
    if encoding.name == "utf-8" and not is_written_as_utf8(body):
        encoding = detected_encoding(body)
    return decode_as(body, encoding), encoding


def decode_text(body: bytes, content_type: str = "") -> str:
    """The text of a file that has no meta element: robots.txt, a list of addresses, plain text."""
    for mark, label in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return decode_as(body[len(mark) :], lookup(label))
    return decode_as(body, header_encoding(content_type) or detected_encoding(body))


def decode_as(body: bytes, encoding: Encoding) -> str:
    """The text in one encoding of the standard."""
    if encoding.name == "replacement":
        return REPLACEMENT if body else ""
    if encoding.name == "x-user-defined":
        return str(encoding.codec_info.decode(body, "replace")[0])
    codec = _WIDER.get(encoding.name, encoding.codec_info.name)
    text = body.decode(codec, ERROR_HANDLERS.get(encoding.name, "suite.c1"))
    return text.translate(_RESPELLED[encoding.name]) if encoding.name in _RESPELLED else text


def encode_query(query: str, encoding: Encoding) -> str:
    """The query of an address as browsers send it from a page in this encoding, its letters escaped."""
    return "".join(letter if letter.isascii() else _escaped(letter, encoding) for letter in query)


def _escaped(letter: str, encoding: Encoding) -> str:
    try:
        written = letter.encode(encoding.codec_info.name)
    except UnicodeEncodeError:
        return f"%26%23{ord(letter)}%3B"
    return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in written)


def header_encoding(content_type: str) -> Encoding | None:
    """The encoding of the charset parameter; None when there is none, or one that no browser knows."""
    if not content_type:
        return None
    message = Message()
    message["Content-Type"] = content_type.replace("\r", " ").replace("\n", " ")
    for name, value in message.get_params(failobj=[]):
        if name.lower() == "charset" and isinstance(value, str):
            return known(value.strip("'\""))
    return None


def meta_encoding(body: bytes) -> Encoding | None:
    """The encoding a page declares for itself. It was read as ASCII, so it is no UTF-16."""
    encoding = next(filter(None, map(known, declared_labels(body))), None)
    if encoding is None:
        return None
    return {"utf-16le": UTF_8, "utf-16be": UTF_8, "x-user-defined": WINDOWS_1252}.get(encoding.name, encoding)


def known(label: str) -> Encoding | None:
    """The encoding of a label of the standard."""
    return lookup(label) if label.isascii() else None


def is_written_as_utf8(body: bytes) -> bool:
    """Whether a body that is declared UTF-8 can be: not when all of several letters are broken."""
    good, broken = count_letters(doubtful_part(body))
    return good > 0 or broken < LEAST_BROKEN_LETTERS


def detected_encoding(body: bytes) -> Encoding:
    """What the bytes look like: UTF-8 when enough letters are good, else by their frequency."""
    sample = doubtful_part(body)
    good, broken = count_letters(sample)
    if 2 * good >= broken:
        return UTF_8
    if len(sample.translate(None, ASCII)) >= LEAST_EVIDENCE_BYTES:
        best = from_bytes(sample, cp_isolation=list(DETECTABLE)).best()
        return lookup(DETECTABLE[best.encoding]) if best else WINDOWS_1252
    return WINDOWS_1252


def doubtful_part(body: bytes) -> bytes:
    """Bytes around the first that are not UTF-8; none when all are."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return body[max(0, error.start - DETECTED_BYTES // 2) : error.start + DETECTED_BYTES // 2]
    return b""


def count_letters(sample: bytes) -> tuple[int, int]:
    """Sequences beyond ASCII that are UTF-8, and those that are not."""
    text = sample.decode("utf-8", "replace")
    broken = text.count(REPLACEMENT)
    return len(_LETTER.findall(text)) - broken, broken


def replace_hole(error: UnicodeError) -> tuple[str, int]:
    """C1 controls where Windows code pages have holes, as the standard's tables; U+FFFD for anything else."""
    assert isinstance(error, UnicodeDecodeError)
    byte = error.object[error.start]
    if error.encoding == "gb18030" and byte == 0x80:
        return "€", error.start + 1
    if error.encoding == "big5hkscs" and error.object[error.start : error.start + 2] == b"\xa3\xe1":
        return "€", error.start + 2
    if error.encoding == "charmap" and 0x80 <= byte < 0xA0:
        return chr(byte), error.start + 1
    return REPLACEMENT, broken_end(error)


def replace_kanji(error: UnicodeError) -> tuple[str, int]:
    """NEC's and IBM's characters that browsers read in EUC-JP, through Shift_JIS; U+FFFD for anything else."""
    assert isinstance(error, UnicodeDecodeError)
    pair = error.object[error.start : error.start + 2]
    if len(pair) == 2 and all(0xA1 <= byte <= 0xFE for byte in pair):
        row, cell = pair[0] - 0xA1, pair[1] - 0xA1
        lead = row // 2 + (0x81 if row < 62 else 0xC1)
        trail = cell + 0x9F if row % 2 else cell + (0x40 if cell < 63 else 0x41)
        try:
            return bytes((lead, trail)).decode("cp932"), error.start + 2
        except UnicodeDecodeError:
            return REPLACEMENT, error.start + 2
    return REPLACEMENT, broken_end(error)


def replace_point(error: UnicodeError) -> tuple[str, int]:
    """The one Hebrew point that Python's table of Windows lacks; holes as everywhere."""
    assert isinstance(error, UnicodeDecodeError)
    return ("\u05ba", error.start + 1) if error.object[error.start] == 0xCA else replace_hole(error)


def broken_end(error: UnicodeDecodeError) -> int:
    """Where reading goes on: after the whole sequence a leading byte begins, but ASCII bytes in it are read again."""
    lead, end = error.object[error.start], max(error.end, error.start + 1)
    if lead in _LEADING.get(error.encoding, b""):
        end = max(end, error.start + (3 if error.encoding == "euc_jp" and is_third(error) else 2))
    end = min(end, len(error.object))
    return next((place for place in range(error.start + 1, end) if error.object[place] < 0x80), end)


def is_third(error: UnicodeDecodeError) -> bool:
    """Whether a sequence of EUC-JP is one of three bytes."""
    first, second = error.object[error.start], error.object[error.start + 1 : error.start + 2]
    return first == 0x8F and b"\xa1" <= second <= b"\xfe"


# The bytes that begin a sequence, by Python's codec.
_LEADING = {
    **dict.fromkeys(("big5hkscs", "gb18030", "cp949"), bytes(range(0x81, 0xFF))),
    "cp932": bytes((*range(0x81, 0xA0), *range(0xE0, 0xFD))),
    "euc_jp": bytes((0x8E, 0x8F, *range(0xA1, 0xFF))),
}
ERROR_HANDLERS = {
    **dict.fromkeys(("utf-8", "utf-16le", "utf-16be"), "replace"),
    "euc-jp": "suite.kanji",
    "windows-1255": "suite.point",
}
_HANDLERS: tuple[tuple[str, Callable[[UnicodeError], tuple[str, int]]], ...] = (
    ("suite.c1", replace_hole),
    ("suite.kanji", replace_kanji),
    ("suite.point", replace_point),
)
for _name, _handler in _HANDLERS:
    codecs.register_error(_name, _handler)
