"""What the lexicon says about films."""

import pytest

from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import Match
from movies_api.curation.lexicon.analysis import judge, relevance_of
from movies_api.curation.lexicon.phrases import AUDIENCE, reason, texts
from movies_api.curation.vocabulary import EndOption, SubSentiment, Vocabulary, closest
from movies_api.intake.seed.content import read_seed
from movies_api.rules import NO_WARNING

CRIME = SubSentiment(7, "Análise Criminal", 19, ("crime", "assassino", "polícia"))
SPACE = SubSentiment(8, "Exploração Científica", 19, ("espaço",))
OTHER = SubSentiment(9, "Nunca Ouvi", 19, ("livre-arbítrio",))
VOCABULARY = Vocabulary((CRIME, SPACE, OTHER), (), {"crime": frozenset({7})})
OPTION = EndOption(6, "Quero pensar", None, 19, "Neutro", ("Exploração Científica",), (8,))


def film(**values: object) -> FilmFacts:
    return FilmFacts(**{"title": "Sem Nome", "year": 2000, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("weights", "by_genre", "relevance"),
    [
        ([], True, 0.38),
        ([1.0], False, 0.333),
        ([0.6], False, 0.2),
        ([1.0], True, 0.58),
        ([1.0, 0.6], True, 0.657),
        ([1.0, 1.0, 1.0], True, 0.793),
    ],
)
def test_words_and_genres_add_up(weights: list[float], by_genre: bool, relevance: float) -> None:
    assert relevance_of(weights, by_genre=by_genre) == relevance


def test_words_are_found_in_both_languages_and_in_every_form() -> None:
    for words in ("Dois assassinos e a POLÍCIA", "Two murderers and the police"):
        (match,) = judge(film(description=words), VOCABULARY.subs, VOCABULARY).matches
        assert (match.name, match.relevance) == ("Análise Criminal", 0.357)
        assert match.explanation.startswith("Termos: ")


def test_only_whole_words_count() -> None:
    assert judge(film(description="A crimeia, o policiamento do policial"), [SPACE, OTHER], VOCABULARY).matches == ()


def test_words_of_two_keywords_make_no_term() -> None:
    assert judge(film(keywords=("livre", "arbítrio")), [OTHER], VOCABULARY).matches == ()
    assert judge(film(keywords=("livre arbítrio",)), [OTHER], VOCABULARY).matches


def test_a_word_counts_once_and_a_keyword_more_than_a_text() -> None:
    once = judge(film(keywords=("espaço",)), [SPACE], VOCABULARY).matches
    often = judge(film(keywords=("espaço",), description="espaço, espaço, espaço"), [SPACE], VOCABULARY).matches

    assert once == often


def test_a_genre_speaks_for_what_it_is_linked_with() -> None:
    (match,) = judge(film(genres=("Crime",)), VOCABULARY.subs, VOCABULARY).matches

    assert (match.sub_id, match.relevance, match.explanation) == (7, 0.38, "Gênero: Crime.")


def test_at_most_ten_are_named_the_strongest_first() -> None:
    many = [SubSentiment(number, "Exploração Científica", 19) for number in range(20)]
    matches = judge(film(description="an astronaut on a planet"), many, VOCABULARY).matches

    assert [match.sub_id for match in matches] == list(range(10))


def test_every_sub_sentiment_of_the_seeds_has_terms_of_both_languages() -> None:
    shipped = read_seed("lexicon")["subSentiments"]
    names = {sub["name"] for sub in read_seed("catalogue")["subSentiments"]}

    assert set(shipped) == names
    assert all(terms["pt"] and len(terms["en"]) >= 4 for terms in shipped.values())


MATCHES = [
    Match(1, "Vazio(a)", 0.9, ""),
    Match(8, "Exploração Científica", 0.5, ""),
    Match(2, "Leveza / Diversão Descompromissada", 0.8, ""),
]


def test_a_reason_names_first_what_the_option_expects() -> None:
    assert reason(film(genres=("Drama", "Crime")), OPTION, MATCHES) == "Drama com exploração científica e vazio"


def test_a_reason_is_short_and_never_has_the_title() -> None:
    told = reason(film(title="Exploração Científica"), OPTION, [])

    assert told == "Filme que combina com este momento"
    assert len(reason(film(genres=("Drama",)), OPTION, MATCHES * 5).split()) <= 24


def test_texts_say_whom_the_film_is_for_and_what_may_disturb() -> None:
    quiet, loud = texts(film(genres=("Drama",)), MATCHES), texts(film(keywords=("murder", "suicide")), MATCHES)

    assert quiet.audience == f"{AUDIENCE}vazio, exploração científica e leveza."
    assert quiet.warning == NO_WARNING
    assert loud.warning == "Atenção: contém violência e suicídio."
    assert len(quiet.hook.split()) <= 40


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("análise CRIMINAL", 7),
        ("Exploração científica do universo", 8),
        ("Assassino à solta", 7),
        ("Uma exploração", None),
        ("Ternura", None),
        ("", None),
    ],
)
def test_a_name_is_taken_for_the_one_it_resembles(given: str, found: int | None) -> None:
    sub = closest(given, VOCABULARY.subs)

    assert (sub and sub.id) == found
