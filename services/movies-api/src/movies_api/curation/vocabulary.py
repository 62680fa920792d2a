"""The feelings and options a film is judged by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from suite.text.folding import fold, words_of

EXACT, CONTAINED, LEAST = 50, 8, 3
WORD, MOST_WORDS, KEYWORD = 2, 10, 3
MOST_OF_LENS = 5


@dataclass(frozen=True)
class SubSentiment:
    """A feeling below a main sentiment."""

    id: int
    name: str
    sentiment_id: int
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class EndOption:
    """An end of a journey; `expected` are names, `expected_ids` their ids."""

    id: int
    text: str
    title: str | None
    sentiment_id: int
    sentiment: str
    expected: tuple[str, ...]
    expected_ids: tuple[int, ...]


@dataclass(frozen=True)
class Vocabulary:
    """`genres` maps a folded genre to ids of sub-sentiments it is linked with."""

    subs: tuple[SubSentiment, ...]
    options: tuple[EndOption, ...]
    genres: Mapping[str, frozenset[int]]

    @cached_property
    def by_id(self) -> dict[int, SubSentiment]:
        """Id → sub-sentiment."""
        return {sub.id: sub for sub in self.subs}

    def option(self, option_id: int) -> EndOption | None:
        """The end option of that id."""
        return next((option for option in self.options if option.id == option_id), None)

    def candidates(self, option: EndOption | None, lens: int | None) -> tuple[SubSentiment, ...]:
        """What a film may be judged by: what the option expects and some of the lens; without an option, all."""
        if option is None:
            return self.subs
        lens = option.sentiment_id if lens is None else lens
        of_lens = [sub.id for sub in self.subs if sub.sentiment_id == lens and sub.id not in option.expected_ids]
        wanted = {*option.expected_ids, *of_lens[:MOST_OF_LENS]}
        return tuple(sub for sub in self.subs if sub.id in wanted)


def closest(name: str, candidates: Iterable[SubSentiment]) -> SubSentiment | None:
    """The known sub-sentiment a judge most likely meant; None when none comes close."""
    rated = [(-likeness(name, sub), sub.id, sub) for sub in candidates]
    best = min(rated, default=None, key=lambda one: one[:2])
    return best[2] if best and -best[0] >= LEAST else None


def likeness(name: str, sub: SubSentiment) -> int:
    """How much a name resembles a sub-sentiment: equal 50, contained 8, 2 a common word up to 10, 3 for a keyword."""
    given, known = " ".join(words_of(name)), " ".join(words_of(sub.name))
    if not given:
        return 0
    common = set(given.split()) & {word for word in known.split() if len(word) > 2}
    padded = f" {given} "
    spoken = any(f" {' '.join(words_of(word))} " in padded for word in sub.keywords if words_of(word))
    return (
        (EXACT if given == known else 0)
        + (CONTAINED if f" {given} " in f" {known} " or f" {known} " in padded else 0)
        + min(MOST_WORDS, WORD * len(common))
        + (KEYWORD if spoken else 0)
    )


def genre_key(name: str) -> str:
    """How genres are compared."""
    return fold(name)
