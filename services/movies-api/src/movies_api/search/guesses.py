"""The second attempt of a search that found nothing: another year, then typing errors."""

from movies_api.search.queries import select_guesses, select_meant
from movies_api.search.rules import FilmSearch, guessed_words, is_meant
from suite.database import Connection


def guess_films(connection: Connection, search: FilmSearch) -> list[str]:
    """Ids of the films a text may mean, best films first; none when no word is long enough to be corrected."""
    for year, rest in search.dated:
        if films := select_meant(connection, rest, year):
            return films
    near, meant = search.dated[0] if search.dated else (None, search.whole)
    words = guessed_words(meant.words)
    if not words:
        return []
    found = select_guesses(connection, words, near)
    return list(dict.fromkeys(film for film, candidate in found if is_meant(words, candidate)))
