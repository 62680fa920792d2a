"""Portuguese texts made of genres and sub-sentiments."""

from collections.abc import Sequence
from functools import cache

from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import LandingTexts, Match
from movies_api.curation.lexicon.analysis import words_of_film
from movies_api.curation.lexicon.terms import ENGLISH, PORTUGUESE, LexiconTerm, terms_of
from movies_api.curation.vocabulary import EndOption
from movies_api.intake.seed.content import read_seed
from movies_api.rules import NO_WARNING

AUDIENCE = "Este filme é ideal para quem busca "
LEADING_ON = frozenset(
    {
        *("a", "à", "ao", "aos", "às", "o", "os", "as", "um", "uma", "de", "do", "da", "dos", "das", "em", "no", "na"),
        *("nos", "nas", "com", "por", "pelo", "pela", "para", "pra", "e", "ou", "que", "se", "sem"),
    }
)
MOST_NAMES = 2
SOME_FILM = "Filme"
# Names that are moods of a person, as what a film offers.
NOUNS = {
    "Sozinho(a)": "solidão",
    "Nostálgico(a) (Triste)": "saudade",
    "Decepcionado(a)": "desilusão",
    "Vazio(a)": "vazio",
    "Emotivo(a) (Triste)": "emoção",
}


def reason(film: FilmFacts, option: EndOption, matches: Sequence[Match]) -> str:
    """Why the film is under the option, a noun phrase without its title: first what the option expects."""
    expected = set(option.expected)
    ordered = sorted(matches, key=lambda match: (match.name not in expected, -match.relevance, match.sub_id))
    return noun_phrase(film.genres, [match.name for match in ordered])


def noun_phrase(genres: Sequence[str], names: Sequence[str]) -> str:
    """The first genre and the first sub-sentiments."""
    kind, feelings = genres[0] if genres else SOME_FILM, short_names(names)
    return f"{kind} com {joined(feelings)}" if feelings else f"{kind} que combina com este momento"


def texts(film: FilmFacts, matches: Sequence[Match]) -> LandingTexts:
    """The texts of the landing page: nothing of the plot, no names."""
    names = short_names([match.name for match in matches], most=3)
    feelings = joined(names) if names else "uma boa história"
    kind = film.genres[0] if film.genres else SOME_FILM
    hook = (
        f"E se as próximas horas fossem de {feelings}? "
        f"Uma experiência de {kind.lower()} para sentir do começo ao fim, no seu ritmo e no seu momento."
    )
    return LandingTexts(f"{AUDIENCE}{feelings}.", hook, warning(film))


def warning(film: FilmFacts) -> str:
    """What may disturb, or that nothing does."""
    words = words_of_film(film)
    found = [name for name, known in warning_terms() if any(words.weight(term, 1, 1) for term in known)]
    return f"Atenção: contém {joined(found)}." if found else NO_WARNING


def short_names(names: Sequence[str], most: int = MOST_NAMES) -> list[str]:
    """Sub-sentiments as words of a sentence: `Leveza / Diversão` → `leveza`."""
    plain = (NOUNS.get(name, name.split(" / ")[0].split(" (")[0].strip().lower()) for name in names)
    return list(dict.fromkeys(name for name in plain if name))[:most]


def breaks_off(text: str) -> bool:
    """Whether a text ends in a word that leads on: `Este filme é ideal para quem busca`, `uma história para…`."""
    words = text.rstrip(" .…!?,;:").split()
    return not words or words[-1].lower() in LEADING_ON or text.strip().rstrip(".… ") == AUDIENCE.strip()


def joined(words: Sequence[str]) -> str:
    """`a, b e c`."""
    return " e ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


@cache
def warning_terms() -> tuple[tuple[str, tuple[LexiconTerm, ...]], ...]:
    """What is warned of, and the words that give it away."""
    shipped = read_seed("lexicon")["warnings"]
    return tuple(
        (name, terms_of(PORTUGUESE, words["pt"]) + terms_of(ENGLISH, words["en"])) for name, words in shipped.items()
    )
