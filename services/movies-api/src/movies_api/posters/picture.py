"""A poster as SVG: the title in as many lines as it takes, the year below, colours that belong to the title."""

import unicodedata
import zlib
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

WIDTH, HEIGHT = 500, 750
# Characters of a line and lines that fit, by size of the type: the largest that holds the whole title is taken.
SIZES = ((64, 11, 4), (52, 14, 6), (42, 17, 8), (34, 21, 10))
MOST_COLUMNS = SIZES[-1][1] * SIZES[-1][2]
LINE = 1.2


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The template, read once; everything in it is escaped."""
    return Environment(loader=PackageLoader("movies_api.posters"), autoescape=True, undefined=StrictUndefined)


def draw_poster(title: str, year: int | None) -> str:
    """The poster as SVG."""
    text = printable(title)
    size, lines = fitted(text)
    hue = zlib.crc32(text.encode()) % 360
    top = HEIGHT / 2 - size * LINE * len(lines) / 2
    return (
        environment()
        .get_template("poster.svg")
        .render(
            width=WIDTH,
            height=HEIGHT,
            hue=hue,
            other_hue=(hue + 50) % 360,
            size=size,
            lines=[(round(top + size * LINE * (place + 0.8), 1), line) for place, line in enumerate(lines)],
            year=year,
            title=text,
        )
    )


def printable(text: str) -> str:
    """Text that XML may hold, on one line."""
    spaced = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Cn") else sign for sign in text)
    return " ".join(spaced.split()) or "?"


def fitted(text: str) -> tuple[int, list[str]]:
    """Size of the type and the lines; a title too long for the smallest ends in dots."""
    for size, columns, most in SIZES:
        lines = wrapped(text, columns)
        if len(lines) <= most:
            return size, lines
    lines = lines[:most]
    return size, [*lines[:-1], lines[-1].rstrip(" .,:;") + "…"]


def wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most `columns`, broken between words where words are short enough."""
    lines: list[str] = [""]
    for word in pieces(text, columns):
        joined = f"{lines[-1]} {word}".strip()
        if columns_of(joined) <= columns:
            lines[-1] = joined
        else:
            lines.append(word)
    return [line for line in lines if line]


def pieces(text: str, columns: int) -> list[str]:
    """The words, longer ones cut; scripts without blanks are cut anywhere."""
    found = []
    for word in text[: MOST_COLUMNS * 2].split():
        part = ""
        for sign in word:
            if columns_of(part + sign) > columns:
                found.append(part)
                part = ""
            part += sign
        found.append(part)
    return found


def columns_of(text: str) -> int:
    """How wide a text is: characters of East Asian scripts take two columns, marks none."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )
