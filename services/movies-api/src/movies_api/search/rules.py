"""What a search text asks for: words, a beginning, and what it may have been meant to say."""

from dataclasses import dataclass

from movies_api.folding import fold, words_of

SHORTEST_PREFIX = 3
# Shorter words are too alike to tell an error from another word.
SHORTEST_GUESS = 4
LONG_WORD = 8
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


def gram_segments(word: str) -> list[list[str]]:
    """The word's runs of three characters, cut into groups of which errors leave one whole.

    An error destroys at most four runs in a row, so of three groups one survives it; a long word may hold two errors.
    """
    padded = f" {word} "
    runs = [padded[place : place + 3] for place in range(len(padded) - 2)]
    parts = 3 if len(word) < LONG_WORD else 4
    size, larger = divmod(len(runs), parts)
    segments, place = [], 0
    for part in range(parts):
        length = size + (part < larger)
        segments.append(runs[place : place + length])
        place += length
    return segments


def errors_allowed(word: str) -> int:
    """How many typing errors a word may hold."""
    return 1 if len(word) < LONG_WORD else 2


def is_meant(guessed: list[str], candidate: str) -> bool:
    """Whether every guessed word is a mistyped word of the candidate text."""
    words = words_of(candidate)
    return all(
        any(differences(typed, word, errors_allowed(typed)) <= errors_allowed(typed) for word in words)
        for typed in guessed
    )


def differences(typed: str, word: str, most: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two words, counted up to `most` + 1."""
    if abs(len(typed) - len(word)) > most:
        return most + 1
    before: list[int] = []
    previous = list(range(len(word) + 1))
    for row, letter in enumerate(typed, start=1):
        current = [row]
        for column, other in enumerate(word, start=1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == word[column - 2] and typed[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, previous = previous, current
    return previous[-1]
