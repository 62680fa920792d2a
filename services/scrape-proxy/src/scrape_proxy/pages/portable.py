"""Text of PDF files. Computed in a child process: a few hundred bytes of PDF can ask for anything."""

import logging
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES = 300
MAX_CHARACTERS = 5_000_000
MAX_TITLE = 2_000
# It tells of every oddity of a stranger's file.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class UnreadablePdf(Exception):
    """The file is no PDF, is broken, or is encrypted."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of a file's pages, an empty line between two, its title, and how many pages it has."""

    text: str
    title: str
    pages: int
    cut: bool


def read_pdf(body: bytes) -> PdfText:
    """The text of a file up to the bounds. Raises UnreadablePdf."""
    # Only in the children that read: 18 MB of every process that knows of this function.
    from pypdf import PdfReader

    try:
        return _read(PdfReader(BytesIO(body), strict=False))
    except MemoryError:
        raise
    except Exception as error:
        # Its parser raises whatever the broken structure leads to: KeyError, AttributeError, RecursionError, …
        raise UnreadablePdf(type(error).__name__) from None


def _read(reader: "PdfReader") -> PdfText:
    count = len(reader.pages)
    pieces: list[str] = []
    length = 0
    for page in reader.pages[:MAX_PAGES]:
        text = page.extract_text().strip()
        length += len(text)
        if length > MAX_CHARACTERS:
            break
        pieces.append(text)
    title = (reader.metadata.title if reader.metadata else None) or ""
    return PdfText("\n\n".join(filter(None, pieces)), title[:MAX_TITLE], count, cut=len(pieces) < count)
