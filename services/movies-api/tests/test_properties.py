"""What holds for every answer of another catalogue, every search text, cursor and ranking of movies-api."""

import contextlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from movies_api.curation.oscars import Oscar, contradiction
from movies_api.curation.upstream.omdb import values_of
from movies_api.curation.upstream.tmdb import similarity
from movies_api.curation.upstream.tmdb_films import film_of, links_of
from movies_api.errors import ForeignCursor
from movies_api.intake.wikipedia import DIRECTOR
from movies_api.journeys.deal import deal_films
from movies_api.movies.film_list import sort_key_of
from movies_api.search.rules import read_search
from movies_api.search.titles import compact_title
from movies_api.suggestions.ranking import best_first, pick
from movies_api.suggestions.ranking import similarity as likeness_of
from movies_api.suggestions.rules import Film, Scored, quality
from movies_api.tmdb.rules import films_about, films_of
from suite.http.replies import encode
from suite.imports.values import BadValue

EVERY = settings(max_examples=150, deadline=None)
TEXT = some.text(max_size=30)
JSON: Any = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(), some.floats(allow_nan=False), some.text(max_size=10)),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def objects(*names: str, **known: Any) -> Any:
    """Objects with some of these names, whatever they hold, and with the known ones as they are said to be or not."""
    free = dict.fromkeys(names, JSON) | {name: JSON | form for name, form in known.items()}
    return some.fixed_dictionaries({}, optional=free)


def listed(entry: Any, name: str = "results") -> Any:
    """An object that holds a list of such entries."""
    return objects(**{name: some.lists(entry, max_size=3)})


PERSON = objects("id", "name", "character", "order", job=some.just("Director"))
RELEASE = objects("type", "release_date", certification=some.just("12"))
COUNTRY = objects("release_dates", iso_3166_1=some.just("BR"))
VIDEO = objects("key", "name", "iso_639_1", "iso_3166_1", site=some.just("YouTube"), type=some.just("Trailer"))
PROVIDER = objects(provider_name=some.sampled_from(["Netflix", "Max", "YouTube"]))
ANSWER = some.builds(
    lambda known, answer: {**answer, **known},
    some.fixed_dictionaries({"id": some.integers(1, 10**6), "title": some.just("A") | JSON}),
    objects(
        *("adult", "overview", "original_title", "poster_path", "runtime", "vote_average", "vote_count"),
        release_date=some.dates().map(str),
        genres=some.lists(objects("name", id=some.just(28)), max_size=3),
        keywords=listed(objects("name"), "keywords"),
        credits=some.builds(lambda cast, crew: {**cast, **crew}, listed(PERSON, "cast"), listed(PERSON, "crew")),
        release_dates=listed(
            some.fixed_dictionaries({"iso_3166_1": some.just("BR"), "release_dates": some.lists(RELEASE, max_size=3)})
            | COUNTRY
        ),
        videos=listed(
            some.fixed_dictionaries(
                {"site": some.just("YouTube"), "type": some.just("Trailer"), "key": some.just("k") | JSON},
                optional={"iso_639_1": JSON, "iso_3166_1": JSON, "name": JSON},
            )
            | VIDEO
        ),
        **{"watch/providers": some.fixed_dictionaries({"results": objects(BR=listed(PROVIDER, "flatrate"))})},
    ),
)


@EVERY
@given(ANSWER)
def test_any_answer_of_tmdb_is_a_film_or_a_bad_value(answer: dict[str, Any]) -> None:
    with contextlib.suppress(BadValue):
        film = film_of(answer)
        assert all(isinstance(name, str) for name in (*film.genres, *film.keywords))


@EVERY
@given(ANSWER)
def test_what_an_answer_of_tmdb_links_to_is_text_and_numbers(answer: dict[str, Any]) -> None:
    links = links_of(answer)
    encode([links.cast, links.trailers])
    assert links.values["certification"] in (None, "L", "10", "12", "14", "16", "18")
    for trailer in links.trailers:
        assert all(value is None or isinstance(value, str | bool) for value in trailer.values())
    assert sum(trailer["is_main"] for trailer in links.trailers) == bool(links.trailers)


@EVERY
@given(objects("imdbRating", "Awards", Ratings=some.lists(objects("Source", "Value"), max_size=3)))
def test_any_answer_of_omdb_has_ratings_within_their_scales(answer: dict[str, Any]) -> None:
    values = values_of(answer)
    assert values["imdb_rating"] is None or 0 <= values["imdb_rating"] <= 10
    assert values["rotten_tomatoes_rating"] is None or 0 <= values["rotten_tomatoes_rating"] <= 100


@EVERY
@given(JSON | listed(objects("title", "overview")), some.lists(TEXT, max_size=3))
def test_any_page_of_tmdb_has_films(page: Any, keywords: list[str]) -> None:
    found = films_about(films_of(page), keywords)
    assert [film["score"] for film in found] == sorted((film["score"] for film in found), reverse=True)


@EVERY
@given(TEXT, TEXT)
def test_titles_are_alike_from_0_to_1_and_a_title_is_like_itself(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) in (0, 1)
    DIRECTOR.search(one)


@EVERY
@given(some.text(alphabet="Oa IViv23-:'.&é parte 1999()", max_size=40) | TEXT)
def test_a_search_text_is_read_whatever_stands_around_it(text: str) -> None:
    read_search(text)
    compact = compact_title(text)
    assert compact_title(f" {text}  ") == compact
    assert " " not in compact


@EVERY
@given(TEXT, some.sampled_from(["timestamptz", "int", "numeric", "text"]))
def test_a_sort_key_of_a_cursor_is_one_or_foreign(text: str, kind: str) -> None:
    with contextlib.suppress(ForeignCursor):
        assert isinstance(sort_key_of(text, kind), str)


@EVERY
@given(some.lists(some.builds(Oscar, TEXT, some.integers(1929, 2030), some.none() | TEXT, some.booleans())), TEXT)
def test_awards_contradict_or_do_not(oscars: list[Oscar], awards: str) -> None:
    contradiction(oscars, awards)


# As the column holds them: smaller ones vanish when they are squared.
THOUSANDTHS = some.integers(0, 1_000).map(lambda thousandths: thousandths / 1_000)
FILMS = some.builds(
    Film,
    some.uuids().map(str),
    some.frozensets(some.sampled_from(["drama", "comedia", "terror"])),
    some.frozensets(some.sampled_from(["mar", "lua"])),
    some.none() | some.sampled_from(["x", "y"]),
    some.none() | some.integers(1900, 2030),
    some.lists(some.floats(0, 10), max_size=3).map(tuple),
    some.none() | some.integers(0, 10**6),
    some.none(),
    some.lists(some.tuples(some.sampled_from("abc"), some.just("A"), some.just(13), some.none() | THOUSANDTHS))
    .map(tuple),
    some.just(()),
)  # fmt: skip
SCORED = some.lists(
    some.builds(
        lambda film, score: Scored(film, score, {"quality": round(quality(film), 3)}),
        FILMS,
        some.floats(0, 10).map(lambda score: round(score, 3)),
    ),
    max_size=12,
    unique_by=lambda one: one.film.id,
)


@EVERY
@given(FILMS, FILMS)
def test_likeness_of_films_is_the_same_both_ways_and_bounded(one: Film, other: Film) -> None:
    assert 0 <= likeness_of(one, other) <= 1 + 1e-9
    assert abs(likeness_of(one, other) - likeness_of(other, one)) < 1e-9
    assert 0 <= quality(one) <= 1


@EVERY
@given(SCORED, some.integers(0, 12), some.floats(0, 1), some.randoms())
def test_a_ranking_depends_on_the_films_and_not_on_their_order(
    scored: list[Scored], count: int, trade_off: float, chance: Any
) -> None:
    shuffled = list(scored)
    chance.shuffle(shuffled)
    assert best_first(shuffled) == best_first(scored)
    picked = pick(scored, count, trade_off)
    assert pick(shuffled, count, trade_off) == picked
    assert len(picked) == len({one.film.id for one in picked}) == min(count, len(scored))


@EVERY
@given(SCORED, some.integers(0, 3), some.integers(1, 4))
def test_answers_share_no_film_while_films_last(scored: list[Scored], count: int, options: int) -> None:
    ranked = {option: best_first(scored) for option in range(options)}
    dealt = deal_films(ranked, count, shown=())
    assert dealt.keys() == ranked.keys()
    shown = [one.film.id for films in dealt.values() for one in films]
    if len(scored) >= count * options:
        assert len(shown) == len(set(shown)) == count * options
