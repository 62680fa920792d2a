"""Titles as people type them: the same whether a hyphen, an article, an "and" or a Roman number is there or not.

`compact_title` here and in the database (migrations/0007_search_titles.sql) make the same of a text.
"""

import re

from suite.text.folding import fold

# "A.I." and "Ocean's" are typed as one word.
_JOINED = str.maketrans("", "", ".'\u2019\u2018\u02bc`")
_SPACE = re.compile(r"[ \t\r\n]+")
_ARTICLE = re.compile("^ (?:o|a|os|as|um|uma|the|an)[ -](?=[^ ])")
_AND = re.compile("(?<=[^ ]) (?:&|e|and|y) (?=[^ ])")
_SEPARATOR = re.compile(
    "[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\xd7\xf7\u2010-\u205e\u2190-\u2bff\u3001-\u303f\u30fb\ufe30-\ufe4f]+"
)
NUMBERS = {
    **{"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12, "xiii": 13},
    **{"dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8, "nove": 9},
    **{"dez": 10, "onze": 11, "doze": 12, "treze": 13, "vinte": 20, "trinta": 30, "quarenta": 40, "cinquenta": 50},
    **{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"eleven": 11, "twelve": 12, "thirteen": 13, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
}
# A letter elsewhere: only behind a title is it a number.
LAST_NUMBERS = {"v": 5, "x": 10}
PARTS = frozenset({"parte", "part", "pt", "vol", "volume", "capitulo", "chapter", "episodio", "episode"})


def compact_title(text: str) -> str:
    """Folded letters and digits without what separates them: `O Poderoso Chefão: Parte II` → `poderosochefao2`."""
    spoken = f" {_SPACE.sub(' ', fold(text).translate(_JOINED)).strip(' ')} "
    spoken = _AND.sub(" ", _ARTICLE.sub(" ", spoken))
    words = [word for word in _SEPARATOR.split(spoken) if word]
    numbers = NUMBERS | (LAST_NUMBERS if len(words) > 1 else {})
    tokens = [
        str(numbers.get(word, word) if place == len(words) - 1 else NUMBERS.get(word, word))
        for place, word in enumerate(words)
    ]
    following = [*tokens[1:], ""][: len(tokens)]
    return "".join(
        token
        for token, word, after in zip(tokens, words, following, strict=True)
        if word not in PARTS or not is_number(after)
    )


def is_number(word: str) -> bool:
    """Whether a word is written in digits."""
    return word.isascii() and word.isdigit()
