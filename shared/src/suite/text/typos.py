"""Words as they are mistyped: which trigrams an error leaves whole, and how many errors lie between two words."""

LONG_WORD = 8


def gram_segments(word: str) -> list[list[str]]:
    """The word's runs of three characters, cut into groups of which an error leaves one whole.

    An error destroys at most four runs in a row. The groups between the outer ones hold three runs where the word has
    them, so that no error reaches from the first group to the last; a long word, which may hold two errors, has four.
    """
    padded = f" {word} "
    runs = [padded[place : place + 3] for place in range(len(padded) - 2)]
    parts = 3 if len(word) < LONG_WORD else 4
    outer = max(1, min(len(runs) // parts, (len(runs) - 3) // 2))
    inner = runs[outer : len(runs) - outer]
    half = (len(inner) + 1) // 2
    middle = [inner] if parts == 3 else [inner[:half], inner[half:]]
    return [runs[:outer], *middle, runs[len(runs) - outer :]]


def errors_allowed(word: str) -> int:
    """How many typing errors a word may hold."""
    return 1 if len(word) < LONG_WORD else 2


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
