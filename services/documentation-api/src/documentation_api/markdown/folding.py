"""Text as the search compares it: folded as everywhere in the suite, with the endings and words it needs besides."""

import re

from suite.text.folding import fold
from suite.text.marks import normalize

_WORD = re.compile(r"[^\W_]+")
# Not `goes` and `does`; not `tokens` and `opens`.
_PLURAL_AO = re.compile(r"(?<=[a-z]{2})oes\b")
_PLURAL_EM = re.compile(r"(?<=[dg])ens\b")
_CAO = re.compile(r"cao\b")
_AO = re.compile(r"(?<=[a-z])ao\b")
# Han, kana, Thai, Lao, Khmer, Myanmar.
_UNSPACED = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"
)
# Not what is a path or an address: at most six parts.
_IDENTIFIER = re.compile(
    r"(?<![\w./-])(?:--?(?=[a-z]))?[a-z]\w{0,40}(?:[-._:]\w{1,40}){1,5}(?![\w/])|(?<![\w-])--[a-z]\w+"
)
MOST_IDENTIFIERS = 2_000
_NO_WORD = re.compile(r"[\W_]+")


def compose(text: str) -> str:
    """Text whose accented letters are single characters: what everything else here expects."""
    return normalize("NFC", text)


def restore_endings(folded: str) -> str:
    """Folded text with the endings a Portuguese stemmer needs to see: `posicoes` and `posicao` → `posição`.

    So what was typed without accents meets what was written with them, and `ordens` meets `ordem`, which the
    stemmer keeps apart.
    """
    singular = _PLURAL_EM.sub("em", _PLURAL_AO.sub("ao", folded))
    return _AO.sub("ão", _CAO.sub("ção", singular))


def words_of(text: str) -> list[str]:
    """The words of a text as they are: letters and digits, nothing else. Of scripts that write no spaces, pairs."""
    return _WORD.findall(text if text.isascii() else _UNSPACED.sub(_pairs, text))


def spaced(text: str) -> str:
    """Words only, one space between them.

    PostgreSQL would take `cairo.max.rows` for the name of a host and `a/b` for a file: one lexeme nobody types.
    """
    return _NO_WORD.sub(" ", text if text.isascii() else _UNSPACED.sub(_pairs, text)).strip()


def identifiers_of(text: str) -> str:
    """Options and names of code, each as one word: `--no-cache` and `cairo.max.rows` → `nocache cairomaxrows`."""
    found = dict.fromkeys(_NO_WORD.sub("", one) for one in _IDENTIFIER.findall(text))
    return " ".join(list(found)[:MOST_IDENTIFIERS])


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script that writes no spaces between words."""
    return bool(_UNSPACED.match(word))


def _pairs(run: re.Match[str]) -> str:
    """`中文搜索` → `中文 文搜 搜索`: what is asked for is a part of it when its pairs stand side by side."""
    text = run[0]
    return f" {' '.join(text[place : place + 2] for place in range(max(1, len(text) - 1)))} "


def trigrams(text: str) -> set[str]:
    """Runs of three characters of the folded words, each word padded by a space on both sides."""
    return {
        padded[place : place + 3]
        for word in words_of(fold(text))
        for padded in (f" {word} ",)
        for place in range(len(padded) - 2)
    }


def dice(one: set[str], other: set[str]) -> float:
    """Dice's coefficient of two sets, 0 to 1; 0 for two empty ones."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0
