"""Genres of other catalogues in the spelling of ours."""

from collections.abc import Iterable

from suite.text.folding import fold

TMDB_GENRES = {
    "Action": "Ação",
    "Adventure": "Aventura",
    "Animation": "Animação",
    "Comedy": "Comédia",
    "Crime": "Crime",
    "Documentary": "Documentário",
    "Drama": "Drama",
    "Family": "Família",
    "Fantasy": "Fantasia",
    "History": "História",
    "Horror": "Terror",
    "Music": "Música",
    "Mystery": "Mistério",
    "Romance": "Romance",
    "Science Fiction": "Ficção Científica",
    "Thriller": "Thriller",
    "TV Movie": "Cinema TV",
    "War": "Guerra",
    "Western": "Faroeste",
}
# Wikipedia's lists mix genres with themes; themes that are no genre here stay behind as keywords.
WIKIPEDIA_GENRES = {
    **TMDB_GENRES,
    "Animated": "Animação",
    "Biography": "Biografia",
    "Dance": "Música",
    "Historical": "História",
    "Martial Arts": "Ação",
    "Musical": "Música",
    "Slasher": "Terror",
    "Sport": "Esporte",
    "Sports": "Esporte",
    "Superhero": "Ação",
    "Supernatural": "Fantasia",
    "Suspense": "Suspense",
}


class GenreNames:
    """The genres a catalogue knows; finds the known spelling of a name."""

    def __init__(self, ids: dict[str, int]) -> None:
        self._ids = ids
        self._spellings = {fold(name): name for name in ids}

    def spell(self, names: Iterable[str]) -> list[str]:
        """Each name as the catalogue writes it; unknown names stay as given."""
        return list(dict.fromkeys(self._spellings.get(fold(name), name) for name in names))

    def ids_of(self, names: Iterable[str]) -> list[int]:
        """Ids of the known ones, ascending."""
        return sorted(self._ids[name] for name in names if name in self._ids)


def translated(names: Iterable[str], table: dict[str, str]) -> tuple[list[str], list[str]]:
    """Genres that have a name here, and the names that have none."""
    given = list(names)
    genres = list(dict.fromkeys(table[name] for name in given if name in table))
    return genres, [name for name in given if name not in table]
