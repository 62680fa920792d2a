"""What a search text asks for: words, a beginning, and what it may have been meant to say."""

import re
from dataclasses import dataclass

from movies_api.search.titles import compact_title, is_number
from suite.text.folding import fold, words_of
from suite.text.typos import differences, errors_allowed

SHORTEST_PREFIX = 3
# Shorter words are too alike to tell an error from another word.
SHORTEST_GUESS = 4
MOST_GUESSED_WORDS = 6
# Beside a title people write the year of a film, in brackets or not.
_YEAR = re.compile(r"(?<![\w/.-])[(\[]?(?P<year>18[7-9][0-9]|19[0-9]{2}|20[0-9]{2}|2100)[)\]]?(?![\w/.-])")


@dataclass(frozen=True, slots=True)
class TitleWording:
    """A text as films are compared with it.

    `folded` as it stands, its `words`, of those the complete ones (`head`) and the beginning of one (`last`, empty when
    it is too short to tell), and as `compact` a title.
    """

    folded: str
    words: str
    head: str
    last: str
    compact: str

    @property
    def ends_in_number(self) -> bool:
        """Whether a title that goes on with a digit is another one: `Rocky 2` is not `Rocky 20`."""
        return is_number(self.compact[-1:])


@dataclass(frozen=True, slots=True)
class FilmSearch:
    """What a search asks for: the text as a whole, and for each year it names, two at most, what it says beside it."""

    whole: TitleWording
    dated: tuple[tuple[int, TitleWording], ...] = ()


def read_search(text: str) -> FilmSearch:
    """The parts of a search text; a text that is only a year is a title."""
    whole = read_wording(text)
    years = list(_YEAR.finditer(whole.folded))
    # Any of them may be part of the title; people put the year behind it or in front.
    chosen = dict.fromkeys([years[-1], years[0]]) if years else ()
    beside = [(int(one["year"]), whole.folded[: one.start()] + " " + whole.folded[one.end() :]) for one in chosen]
    dated = [(year, read_wording(rest)) for year, rest in beside]
    return FilmSearch(whole, tuple((year, rest) for year, rest in dated if rest.words))


def read_wording(text: str) -> TitleWording:
    """A text as films are compared with it."""
    words = words_of(text)
    last = words[-1] if words and len(words[-1]) >= SHORTEST_PREFIX else ""
    return TitleWording(fold(text).strip(), " ".join(words), " ".join(words[:-1]), last, compact_title(text))


def guessed_words(text: str) -> list[str]:
    """The words that are long enough to be corrected."""
    return [word for word in words_of(text) if len(word) >= SHORTEST_GUESS][:MOST_GUESSED_WORDS]


def is_meant(guessed: list[str], candidate: str) -> bool:
    """Whether every guessed word is a mistyped word of the candidate text."""
    words = words_of(candidate)
    return all(
        any(differences(typed, word, errors_allowed(typed)) <= errors_allowed(typed) for word in words)
        for typed in guessed
    )
