"""Text as the search compares it: folded as everywhere in the suite, with the endings and words it needs besides."""

import re
import unicodedata

from suite.text.folding import fold

_WORD = re.compile(r"[^\W_]+")
# Not `goes` and `does`; not `tokens` and `opens`.
_PLURAL_AO = re.compile(r"(?<=[a-z]{2})oes\b")
_PLURAL_EM = re.compile(r"(?<=[dg])ens\b")
_CAO = re.compile(r"cao\b")
_AO = re.compile(r"(?<=[a-z])ao\b")
_NO_WORD = re.compile(r"[\W_]+")


def compose(text: str) -> str:
    """Text whose accented letters are single characters: what everything else here expects."""
    return unicodedata.normalize("NFC", text)


def restore_endings(folded: str) -> str:
    """Folded text with the endings a Portuguese stemmer needs to see: `posicoes` and `posicao` → `posição`.

    So what was typed without accents meets what was written with them, and `ordens` meets `ordem`, which the
    stemmer keeps apart.
    """
    singular = _PLURAL_EM.sub("em", _PLURAL_AO.sub("ao", folded))
    return _AO.sub("ão", _CAO.sub("ção", singular))


def words_of(text: str) -> list[str]:
    """The words of a text as they are: letters and digits, nothing else."""
    return _WORD.findall(text)


def spaced(text: str) -> str:
    """Words only, one space between them.

    PostgreSQL would take `cairo.max.rows` for the name of a host and `a/b` for a file: one lexeme nobody types.
    """
    return _NO_WORD.sub(" ", text).strip()


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
