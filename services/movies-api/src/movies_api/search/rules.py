"""What a search text asks for: words, a beginning, and what it may have been meant to say."""

from dataclasses import dataclass

from movies_api.folding import fold, words_of
from suite.text.typos import differences, errors_allowed

SHORTEST_PREFIX = 3
# Shorter words are too alike to tell an error from another word.
SHORTEST_GUESS = 4
MOST_GUESSED_WORDS = 6


@dataclass(frozen=True, slots=True)
class SearchText:
    """The folded text, what of it is `asked` in words, of those the complete ones (`head`), and the beginning of one
    (`last`, empty when it is too short to tell).
    """

    folded: str
    asked: str
    head: str
    last: str


def read_search(text: str) -> SearchText:
    """The parts of a search text."""
    words = words_of(text)
    last = words[-1] if words and len(words[-1]) >= SHORTEST_PREFIX else ""
    # PostgreSQL reads a leading minus as "everything but", which is the whole catalogue.
    return SearchText(fold(text).strip(), fold(text).strip(" -"), " ".join(words[:-1]), last)


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
