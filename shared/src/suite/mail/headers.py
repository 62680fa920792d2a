"""Headers of RFC 5322 and RFC 2047, written and folded here.

The standard library folds differently from one patch release of Python to the next: it has let the CR LF of an encoded
word become a line of its own, lost blanks, and encoded the address of List-Unsubscribe. Whatever is written here is one
header, and decodes to the text that was given; what cannot is refused.
"""

import base64
import re
import unicodedata
from collections.abc import Iterable, Iterator

from suite.mail.addresses import split_mailbox, wire_address
from suite.mail.errors import HeaderRefused

LINE = 76
# RFC 5322 §2.1.1: with CR LF no line has more than 1 000 characters.
MAX_LINE = 998
MAX_NAME = 40
_Q_PREFIX, _B_PREFIX, _SUFFIX = "=?utf-8?q?", "=?utf-8?b?", "?="
# What stands for itself in an encoded word wherever one may stand (RFC 2047 §5.3).
_Q_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
_NAME = re.compile(r"[!-9;-~]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_BREAKING = frozenset({"Cc", "Cs", "Zl", "Zp"})


def text_header(name: str, text: str) -> str:
    """`Subject: …` for people: as it is where it is plain ASCII, else in encoded words."""
    checked_name(name)
    refuse_breaking(name, text)
    return folded(name, [text] if not text else text.split(" ") if is_plain(text) else encoded_words(text, name))


def mailbox_header(name: str, mailbox: str) -> str:
    """`From: Name <address>`; the name may be any text, the address keeps a local part beyond ASCII as it is."""
    refuse_breaking(name, mailbox)
    shown, address = split_mailbox(mailbox)
    try:
        address = wire_address(address)
    except ValueError:
        raise HeaderRefused(name, "holds no address") from None
    return folded(name, [*phrase(shown, name), f"<{address}>"] if shown else [address])


def token_header(name: str, value: str) -> str:
    """A header for programs (an address in angle brackets, an id): one line as it is; refused when it cannot be."""
    refuse_breaking(name, value)
    line = f"{checked_name(name)}: {value}"
    if not value.isascii() or value != value.strip() or not value or "=?" in value or len(line) > MAX_LINE:
        raise HeaderRefused(name, "cannot stand in a header as it is")
    return line + "\r\n"


def phrase(text: str, name: str) -> Iterable[str]:
    """The words of a name before an address."""
    if len(text) <= LINE // 2 and is_plain(text):
        if _ATOMS.fullmatch(text):
            return text.split(" ")
        return ['"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"']
    return encoded_words(text, name)


def is_plain(text: str) -> bool:
    """Whether readers see the text itself: ASCII with single blanks inside, words that fit in a line, no `=?`."""
    return text.isascii() and "=?" not in text and all(0 < len(word) <= LINE // 2 for word in text.split(" "))


def encoded_words(text: str, name: str) -> Iterator[str]:
    """The text in encoded words; blanks between them count for nothing, so all of its own are inside.

    Each fits in a line with the name of its header (RFC 2047 §2: a line with an encoded word has 76 characters).
    """
    as_base64 = sum(byte not in _Q_PLAIN and byte != 0x20 for byte in text.encode()) * 3 > len(text.encode())
    most = LINE - len(name) - len(": ") - len(_Q_PREFIX) - len(_SUFFIX)
    most = most // 4 * 3 if as_base64 else most
    piece, size = bytearray(), 0
    for character in text:
        encoded = character.encode()
        needed = len(encoded) if as_base64 else len(q_encoded(encoded))
        if size + needed > most:
            yield encoded_word(piece, as_base64=as_base64)
            piece, size = bytearray(), 0
        piece += encoded
        size += needed
    yield encoded_word(piece, as_base64=as_base64)


def encoded_word(piece: bytes | bytearray, *, as_base64: bool) -> str:
    """One encoded word."""
    if as_base64:
        return _B_PREFIX + base64.b64encode(piece).decode("ascii") + _SUFFIX
    return _Q_PREFIX + q_encoded(piece) + _SUFFIX


def q_encoded(piece: bytes | bytearray) -> str:
    """Bytes in the Q encoding of RFC 2047."""
    return "".join(chr(byte) if byte in _Q_PLAIN else "_" if byte == 0x20 else f"={byte:02X}" for byte in piece)


def folded(name: str, words: Iterable[str]) -> str:
    """A header of words with blanks between them; a line is broken at a blank only, which stays."""
    lines: list[str] = []
    line = f"{checked_name(name)}:"
    for word in words:
        # A name alone on its line is what some programs take for the end of the headers.
        if len(line) + 1 + len(word) > LINE and line.strip() and not line.endswith(":"):
            lines.append(line)
            line = ""
        line += f" {word}"
    lines.append(line)
    if any(len(line) > MAX_LINE for line in lines):
        raise HeaderRefused(name, "is too long for a line")
    return "\r\n".join(lines) + "\r\n"


def checked_name(name: str) -> str:
    """The name of a header; HeaderRefused when it is none."""
    if not _NAME.fullmatch(name) or len(name) > MAX_NAME:
        raise HeaderRefused("a header", "has no name of printable ASCII")
    return name


def refuse_breaking(name: str, text: str) -> None:
    """HeaderRefused when a text holds CR, LF or another character that breaks lines or cannot be encoded."""
    if any(unicodedata.category(character) in _BREAKING for character in text):
        raise HeaderRefused(name)
