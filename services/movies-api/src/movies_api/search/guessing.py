"""The second attempt of a search that found nothing: forgiving typing errors."""

from movies_api.search.queries import select_guesses
from movies_api.search.rules import guessed_words, is_meant
from suite.database import Connection


def guess_films(connection: Connection, text: str) -> list[str]:
    """Ids of the films a mistyped text may mean, best films first; one query, none when no word is long enough."""
    words = guessed_words(text)
    if not words:
        return []
    found = select_guesses(connection, words)
    return list(dict.fromkeys(film for film, candidate in found if is_meant(words, candidate)))
