"""Text as the search compares it: folded as everywhere in the suite, with the endings and words it needs besides."""

import re

from suite.text.folding import fold, fold_with_places
from suite.text.marks import normalize

# Vowel signs of Arabic and Hebrew, which hardly anybody types, and the stroke that only makes a word longer.
_SIGNS = re.compile(
    r"[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06ed]+"
)
# The article of Arabic, also behind `and`, `so`, `in`, `like`: who asks for a thing means the thing.
_ARTICLE = re.compile(r"(?<!\w)(?:(?:ال|لل)(?=[\u0621-\u064a]{3})|[وفبك]ال(?=[\u0621-\u064a]{4}))")
# Letters that are typed one for another, and the digits of Arabic, Persian, Hindi and Thai.
_TYPED = str.maketrans(
    "أإآٱىئؤةکی" + "٠١٢٣٤٥٦٧٨٩" + "۰۱۲۳۴۵۶۷۸۹" + "०१२३४५६७८९" + "๐๑๒๓๔๕๖๗๘๙",
    "ااااييوهكي" + "0123456789" * 4,
)
_FOREIGN = re.compile("[\u0590-\u06ff\u0966-\u096f\u0e50-\u0e59]")
# Vowels and tones that are written around a letter and are no letters to Python: of India's scripts, and of those
# without spaces.
_AROUND_LETTERS = r"\u0900-\u0963\u0971-\u0dff"
_AROUND_RUNS = (
    r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064"
    r"\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f\u17b4-\u17d3\u17dd\u3099\u309a"
)
_WORD = re.compile(rf"(?:[^\W_]|[{_AROUND_LETTERS}{_AROUND_RUNS}])+")
_PLAIN_WORD = re.compile(r"[^\W_]+")
# Not `goes` and `does`; not `tokens` and `opens`.
_PLURAL_AO = re.compile(r"(?<=[a-z]{2})oes\b")
_PLURAL_EM = re.compile(r"(?<=[dg])ens\b")
_CAO = re.compile(r"cao\b")
_AO = re.compile(r"(?<=[a-z])ao\b")
# Han, kana, Thai, Lao, Khmer, Myanmar.
_UNSPACED = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"
)
# Not what is a path or an address: at most six parts.
_IDENTIFIER = re.compile(
    r"(?<![\w./-])(?:--?(?=[a-z]))?[a-z]\w{0,40}(?:[-._:]\w{1,40}){1,5}(?![\w/])|(?<![\w-])--[a-z]\w+"
)
MOST_IDENTIFIERS = 2_000
_NO_WORD = re.compile(r"[\W_]+")
_LETTER = re.compile(rf".[{_AROUND_RUNS}]*")


def compose(text: str) -> str:
    """Text whose accented letters are single characters: what everything else here expects."""
    return normalize("NFC", text)


def fold_text(text: str) -> str:
    """The text for comparison, of Arabic and Hebrew without what people leave out when they type."""
    folded = fold(text)
    if folded.isascii() or not _FOREIGN.search(folded):
        return folded
    return _ARTICLE.sub("", _SIGNS.sub("", folded.translate(_TYPED)))


def fold_text_with_places(text: str) -> tuple[str, list[int]]:
    """The same, and for each character the place in `text` that it came from; one more: the end."""
    folded, places = fold_with_places(text)
    if folded.isascii() or not _FOREIGN.search(folded):
        return folded, places
    folded = folded.translate(_TYPED)
    for pattern in (_SIGNS, _ARTICLE):
        gone = {place for found in pattern.finditer(folded) for place in range(*found.span())}
        places = [origin for place, origin in enumerate(places) if place not in gone]
        folded = pattern.sub("", folded)
    return folded, places


def restore_endings(folded: str) -> str:
    """Folded text with the endings a Portuguese stemmer needs to see: `posicoes` and `posicao` → `posição`.

    So what was typed without accents meets what was written with them, and `ordens` meets `ordem`, which the
    stemmer keeps apart.
    """
    singular = _PLURAL_EM.sub("em", _PLURAL_AO.sub("ao", folded))
    return _AO.sub("ão", _CAO.sub("ção", singular))


def words_of(text: str) -> list[str]:
    """The words of a text as they are: letters and digits, nothing else. Of scripts that write no spaces, pairs."""
    return _PLAIN_WORD.findall(text) if text.isascii() else _WORD.findall(_UNSPACED.sub(_pairs, text))


def spaced(text: str) -> str:
    """Words only, one space between them.

    PostgreSQL would take `cairo.max.rows` for the name of a host and `a/b` for a file: one lexeme nobody types.
    """
    return _NO_WORD.sub(" ", text).strip() if text.isascii() else " ".join(words_of(text))


def identifiers_of(text: str) -> str:
    """Options and names of code, each as one word: `--no-cache` and `cairo.max.rows` → `nocache cairomaxrows`."""
    found = dict.fromkeys(_NO_WORD.sub("", one) for one in _IDENTIFIER.findall(text))
    return " ".join(list(found)[:MOST_IDENTIFIERS])


def runs_of(folded: str) -> list[str]:
    """What stands without spaces in scripts that write none, as it was typed."""
    return _UNSPACED.findall(folded)


def ends_of(folded: str) -> str:
    """The last letter of each run without spaces, which no pair begins with: somebody may ask for it alone."""
    letters = map(_LETTER.findall, _UNSPACED.findall(folded))
    return " ".join(dict.fromkeys(run[-1] for run in letters if len(run) > 1))


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script that writes no spaces between words."""
    return bool(_UNSPACED.match(word))


def _pairs(run: re.Match[str]) -> str:
    """`中文搜索` → `中文 文搜 搜索`: what is asked for is a part of it when its pairs stand side by side."""
    letters = _LETTER.findall(run[0])
    return f" {' '.join(''.join(letters[place : place + 2]) for place in range(max(1, len(letters) - 1)))} "


def trigrams(text: str) -> set[str]:
    """Runs of three characters of the folded words, each word padded by a space on both sides."""
    return {
        padded[place : place + 3]
        for word in words_of(fold_text(text))
        for padded in (f" {word} ",)
        for place in range(len(padded) - 2)
    }


def dice(one: set[str], other: set[str]) -> float:
    """Dice's coefficient of two sets, 0 to 1; 0 for two empty ones."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0
