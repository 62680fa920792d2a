"""Bytes of a table as text, whichever program wrote them, and the sign between its cells."""

import codecs
import io
from typing import BinaryIO

SAMPLE_BYTES = 1_048_576
DELIMITERS = (",", ";", "\t", "|")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_AS_SURROGATES = "lone-surrogates"


def _lone_surrogates(error: UnicodeError) -> tuple[str, int]:
    """Each byte that does not fit, as a surrogate; Python's own `surrogateescape` leaves out bytes below 128,
    of which half a character of UTF-16 mostly is."""
    assert isinstance(error, UnicodeDecodeError)
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(_AS_SURROGATES, _lone_surrogates)


def open_text(file: BinaryIO) -> io.TextIOWrapper:
    """The file as text. Bytes that do not fit its encoding become lone surrogates, which refuse their row only.

    Spreadsheets write UTF-8 with a mark, UTF-16 ("Unicode text") or the code page of Western Windows.
    """
    buffered = io.BufferedReader(_Readable(file), SAMPLE_BYTES)
    encoding = encoding_of(buffered.peek(SAMPLE_BYTES))
    return io.TextIOWrapper(buffered, encoding=encoding, errors=_AS_SURROGATES, newline="")


def encoding_of(sample: bytes) -> str:
    """The encoding that the beginning of a file is in."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if b"\x00" in sample[:4]:
        return "utf-16-be" if sample[:1] == b"\x00" else "utf-16-le"
    try:
        # The sample may end within a character.
        sample.rsplit(b"\n", 1)[0].decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def delimiter_of(line: str) -> str:
    """The sign between the cells of a header line: the one that occurs most often."""
    return max(DELIMITERS, key=lambda sign: (line.count(sign), -DELIMITERS.index(sign)))


class _Readable(io.RawIOBase):
    """Any binary file (stdin, one with a progress bar) as something a BufferedReader reads ahead from."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)
