"""What is known of a film when it is judged."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from movies_api.intake.film import ImportedFilm
from suite.text.folding import fold


@dataclass(frozen=True)
class Feeling:
    """A sub-sentiment a stored film has; an unknown relevance is None."""

    sub_id: int
    name: str
    relevance: float | None


@dataclass(frozen=True)
class FilmFacts:
    """A film, stored or not (`id` None). `scores` maps the options it is suggested for to its scores."""

    title: str
    year: int | None
    id: str | None = None
    tmdb_id: int | None = None
    original_title: str | None = None
    director: str | None = None
    genres: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    description: str | None = None
    vote_average: float | None = None
    imdb_rating: float | None = None
    awards: str | None = None
    has_oscars: bool = False
    has_texts: bool = False
    feelings: tuple[Feeling, ...] = ()
    scores: dict[int, float | None] = field(default_factory=dict)

    @property
    def rating(self) -> float | None:
        """The better of what is known."""
        return max((one for one in (self.imdb_rating, self.vote_average) if one is not None), default=None)

    @property
    def label(self) -> str:
        """Title and year."""
        return f"{self.title} ({self.year})" if self.year else self.title

    def filled_from(self, film: ImportedFilm) -> "FilmFacts":
        """The same with what is lacking taken from a source; keywords of both, in any language, help to judge."""
        return replace(
            self,
            tmdb_id=self.tmdb_id or film.tmdb_id,
            original_title=self.original_title or film.original_title,
            director=self.director or film.director,
            genres=self.genres or tuple(film.genres),
            keywords=united(self.keywords, film.keywords),
            description=self.description or film.description,
            vote_average=film.vote_average if self.vote_average is None else self.vote_average,
        )


def facts_of(film: ImportedFilm) -> FilmFacts:
    """What a source says of a film nobody has stored."""
    return FilmFacts(film.title, film.year).filled_from(film)


def united(words: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    """All words once, as they were spelled first."""
    spelled: dict[str, str] = {}
    for word in [*words, *more]:
        spelled.setdefault(fold(word), word)
    return tuple(spelled.values())
