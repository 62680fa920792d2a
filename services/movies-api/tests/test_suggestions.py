"""/movies/suggestions: the components, their sum, the order."""

from dataclasses import replace
from random import Random

import pytest
from movies_catalogue import DANCE, OTHELLO, SOLARIS, UNKNOWN
from movies_shapes import MOVIE_FULL
from werkzeug.test import Client

from movies_api.suggestions.profile import Curated, Intention, Taste, common_taste, make_profile, phrases
from movies_api.suggestions.ranking import best_first, pick, similarity
from movies_api.suggestions.rules import (
    WEIGHTS,
    Film,
    availability,
    curator_match,
    emotion_match,
    entry_fit,
    genre_fit,
    likeness,
    novelty,
    quality,
    score_film,
    tone_fit,
)

PATH = "/movies/suggestions?sentimentId=14&intentionId=7"
INTENTION = Intention(
    id=7,
    sentiment_id=14,
    intention_type="MAINTAIN",
    tone="similar",
    preferred=["Drama"],
    avoided=["Comédia"],
    weights={"Vazio(a)": 2.0, "vázio(A)": 2.0, "Ideia": 1.0, "Nobody": 9.0},
    known=["Vazio(a)", "Ideia", "Choro"],
    own=["Choro"],
    expected=[],
    curated=[],
    options=[1, 2],
    has_flow=True,
    linked_steps=1,
    latest_year=2020,
    most_votes=999,
)
PROFILE = make_profile(INTENTION)
FILM = Film(
    id="f",
    genres=frozenset({"drama"}),
    keywords=frozenset(),
    director="d",
    year=2000,
    ratings=(8.0, 6.0),
    votes=500,
    entry_type=None,
    sentiments=(("vazio(a)", "Vazio(a)", 14, 0.9), ("ideia", "Ideia", 13, None)),
    platforms=(),
)


def test_a_suggestion_explains_its_score(client: Client) -> None:
    body = client.get(PATH).get_json()
    first = body["suggestions"][0]

    assert {key: body[key] for key in ("sentimentId", "intentionId", "intentionType", "lambda", "total")} == {
        "sentimentId": 14,
        "intentionId": 7,
        "intentionType": "MAINTAIN",
        "lambda": 0.9,
        "total": 11,
    }
    assert body["weights"] == WEIGHTS
    assert [one["rank"] for one in body["suggestions"]] == list(range(1, 11))
    assert set(first) == {"rank", "score", "explain", "matched", "movie"}
    assert set(first["movie"]) == MOVIE_FULL | {"platforms", "movieSentiments"}
    assert first["matched"] == ["Reflexão Filosófica", "Vazio(a)"]
    for one in body["suggestions"]:
        total = 10 * sum(WEIGHTS[name] * part for name, part in one["explain"].items())
        assert one["score"] == pytest.approx(total, abs=0.0006)
        assert all(0 <= part <= 1 for part in one["explain"].values())


def test_the_same_question_has_the_same_answer(client: Client) -> None:
    assert client.get(PATH).get_data() == client.get(PATH).get_data()


def test_lambda_one_orders_by_score(client: Client) -> None:
    scores = [one["score"] for one in client.get(f"{PATH}&lambda=1&limit=50").get_json()["suggestions"]]

    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 11


def test_another_intention_has_another_order(client: Client) -> None:
    films = [
        [one["movie"]["id"] for one in client.get(f"{path}&lambda=1").get_json()["suggestions"]]
        for path in (PATH, "/movies/suggestions?sentimentId=14&intentionType=TRANSFORM")
    ]

    assert films[0][0] == OTHELLO
    assert films[1][0] == DANCE


@pytest.mark.parametrize(
    ("query", "expected", "total"),
    [
        ("platforms=1", [OTHELLO], 1),
        ("platforms=mubi,NETFLIX", [OTHELLO, SOLARIS], 2),
        ("platforms=2", [], 0),
        ("platforms=2&access=any", [OTHELLO, DANCE], 2),
        ("platforms=nowhere", [], 0),
        ("maxRuntime=124&platforms=1,4", [OTHELLO], 1),
        ("certification=12&platforms=1,4", [SOLARIS], 1),
        (f"exclude={OTHELLO},{UNKNOWN}&platforms=1,4", [SOLARIS], 1),
    ],
)
def test_films_are_narrowed(client: Client, query: str, expected: list[str], total: int) -> None:
    body = client.get(f"{PATH}&lambda=1&{query}").get_json()

    assert [one["movie"]["id"] for one in body["suggestions"]] == expected
    assert body["total"] == total


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400), ("sentimentId=14", 400), ("sentimentId=14&intentionId=99", 404),
        ("sentimentId=13&intentionId=7", 400),
        ("sentimentId=13&intentionId=3", 404), ("sentimentId=14&intentionId=5", 404),
        ("sentimentId=14&intentionId=7&lambda=2", 400), ("sentimentId=14&intentionId=7&exclude=x", 400),
        ("sentimentId=14&intentionId=7&limit=0", 400), ("sentimentId=14&intentionId=7&maxRuntime=601", 400),
        (f"sentimentId=14&intentionId=7&platforms={','.join(map(str, range(31)))}", 400),
    ],
)  # fmt: skip
def test_what_cannot_be_answered(client: Client, query: str, status: int) -> None:
    assert client.get(f"/movies/suggestions?{query}").status_code == status


def test_weights_of_unknown_names_do_not_count_and_names_compare_folded() -> None:
    assert PROFILE.weights == {"vazio(a)": 2.0, "ideia": 1.0}
    assert emotion_match(FILM, PROFILE) == pytest.approx((2 * 0.9 + 1 * 0.5) / 3)


def test_what_answers_expect_goes_before_what_the_intention_weighs() -> None:
    asked = replace(INTENTION, expected=[(1, "Choro", 0.5), (1, "Ideia", 1.0), (2, "Choro", 0.8)])

    assert make_profile(asked).weights == pytest.approx({"choro": 1.3, "ideia": 1.0})
    assert make_profile(asked, 2).weights == {"choro": 0.8}
    assert make_profile(asked, 3).weights == make_profile(asked).weights
    assert make_profile(INTENTION).weights == PROFILE.weights


def test_without_any_weights_the_sentiment_decides() -> None:
    assert make_profile(replace(INTENTION, weights={})).weights == {"choro": 1.0}
    assert emotion_match(FILM, make_profile(replace(INTENTION, weights={}, own=[]))) == 0


def test_only_the_three_largest_weights_measure_a_full_match() -> None:
    many = replace(PROFILE, weights={"vazio(a)": 1.0, "b": 1.0, "c": 1.0, "ideia": 0.5, "d": 1.0})

    assert emotion_match(FILM, many) == pytest.approx((0.9 + 0.25) / 3)


@pytest.mark.parametrize(
    ("preferred", "avoided", "fit"),
    [
        (["Drama"], [], 1.0), (["drama pesado"], [], 0.75), (["Terror"], [], 0.5), ([], ["Drama"], 0.0),
        (["Drama"], ["Drama leve"], 0.75), (["Suspense"], [], 0.5), (["", "  "], [], 0.5),
    ],
)  # fmt: skip
def test_genres_that_are_preferred_and_avoided(preferred: list[str], avoided: list[str], fit: float) -> None:
    profile = replace(PROFILE, preferred=phrases(preferred), avoided=phrases(avoided))

    assert genre_fit(FILM, profile) == fit


@pytest.mark.parametrize(
    ("phrase", "genre"),
    [("Musical", "musica"), ("Familiar", "familia"), ("suspense", "thriller"), ("Thriller", "suspense")],
)
def test_genres_have_other_names(phrase: str, genre: str) -> None:
    film = replace(FILM, genres=frozenset({genre}))

    assert genre_fit(film, replace(PROFILE, preferred=phrases([phrase]), avoided=())) == 1.0


@pytest.mark.parametrize(("tone", "fit"), [("similar", 0.9), ("contrasting", 0.05), ("progressive", 0.7)])
def test_the_tone_stays_leaves_or_leads_on(tone: str, fit: float) -> None:
    assert tone_fit(FILM, replace(PROFILE, tone=tone)) == pytest.approx(fit)


def test_the_beginning_of_a_film_suits_an_intention_or_not() -> None:
    assert entry_fit(FILM, PROFILE) == 0.5
    assert entry_fit(replace(FILM, entry_type="ALIGNED"), PROFILE) == pytest.approx(0.5 + 0.2 / 0.6)
    assert entry_fit(replace(FILM, entry_type="COMPLEX"), replace(PROFILE, intention_type="EXPLORE")) == 0.0


def test_few_votes_draw_a_rating_to_the_usual_one() -> None:
    assert quality(FILM) == pytest.approx(((500 * 7 + 500 * 6.5) / 1000 - 4) / 5)
    assert quality(replace(FILM, ratings=(), votes=None)) == pytest.approx(0.5)
    assert quality(replace(FILM, ratings=(1.0,), votes=10**6)) == 0.0


@pytest.mark.parametrize(
    ("platforms", "requested", "expected"),
    [
        ((), None, 0.0),
        (((1, "INCLUDED_WITH_SUBSCRIPTION", "PRIORITY"),), None, 1.0),
        (((1, "INCLUDED_WITH_SUBSCRIPTION", "SECONDARY"),), None, 0.8),
        (((1, "FREE_WITH_ADS", "PRIORITY"),), None, 0.8),
        (((1, "FREE_WITH_ADS", "HIDDEN"),), frozenset({1}), 1.0),
        (((2, "INCLUDED_WITH_SUBSCRIPTION", "PRIORITY"),), frozenset({1}), 0.8),
        (((1, "RENTAL", "PRIORITY"), (1, "OTHER", "PRIORITY")), frozenset({1}), 0.5),
        (((1, "HYBRID_OR_UNKNOWN", "PRIORITY"),), None, 0.3),
    ],
)
def test_availability(
    platforms: tuple[tuple[int, str, str], ...], requested: frozenset[int] | None, expected: float
) -> None:
    assert availability(replace(FILM, platforms=platforms), requested) == expected


def test_novelty_is_measured_by_the_catalogue() -> None:
    assert novelty(replace(FILM, year=2020, votes=0), PROFILE) == 1.0
    assert novelty(replace(FILM, year=1950, votes=999), PROFILE) == pytest.approx(0.0)
    assert novelty(replace(FILM, year=None, votes=None), PROFILE) == 0.5
    assert novelty(replace(FILM, year=1980), replace(PROFILE, latest_year=1980, most_votes=0)) == 0.5


def test_a_film_editors_chose_counts_by_what_they_gave_it() -> None:
    assert curator_match(FILM, Taste({}, {}), 8.0) == 0.8
    assert curator_match(FILM, Taste({}, {})) == 0.0


def test_a_film_like_those_editors_chose_fits_better() -> None:
    chosen = [Curated(1, "a", ["drama"], {"vazio(a)": 0.9, "ideia": 0.5}), Curated(2, "b", ["terror"], {"medo": 1.0})]

    assert likeness(FILM, common_taste(chosen[:1])) == pytest.approx(1.0)
    assert likeness(FILM, common_taste(chosen[1:])) == 0.0
    assert 0.5 < likeness(FILM, common_taste(chosen)) < 1.0
    assert make_profile(replace(INTENTION, curated=chosen), 2).editors == common_taste(chosen[1:])
    assert make_profile(replace(INTENTION, curated=chosen), 3).editors == common_taste(chosen)


def test_an_answer_has_suggestions_of_its_own(client: Client) -> None:
    orders = {
        option: client.get(f"{PATH}&lambda=1&optionId={option}").get_json()["suggestions"] for option in (32, 33, 52)
    }

    assert [one["movie"]["id"] for one in orders[33]][:2] == [SOLARIS, OTHELLO]
    assert orders[52][0]["movie"]["id"] == OTHELLO
    assert orders[52][0]["matched"] == ["Vazio(a)"]


@pytest.mark.parametrize(("option", "status"), [("160", 404), ("9", 404), ("x", 400), ("0", 400)])
def test_an_answer_of_another_intention_is_refused(client: Client, option: str, status: int) -> None:
    assert client.get(f"{PATH}&optionId={option}").status_code == status


def test_a_film_like_the_first_gives_way_to_a_different_one() -> None:
    twin = replace(FILM, id="g")
    other = replace(
        FILM, id="h", genres=frozenset({"faroeste"}), director=None, year=1960, sentiments=FILM.sentiments[:1]
    )
    scored = [score_film(film, PROFILE) for film in (FILM, twin, other)]

    assert similarity(FILM, twin) == pytest.approx(1.0)
    assert [one.film.id for one in pick(scored, 3, 1.0)] == ["f", "g", "h"]
    assert [one.film.id for one in pick(scored, 3, 0.5)] == ["f", "h", "g"]
    assert len(pick(scored, 2, 0.0)) == 2


@pytest.mark.parametrize("trade_off", [0.0, 0.3, 0.7, 0.9])
def test_the_order_is_that_of_comparing_every_film_with_every_picked_one(trade_off: float) -> None:
    random = Random(7)
    genres, names = ("drama", "terror", "musica", "guerra"), ("vazio(a)", "ideia", "choro", "medo")
    films = [
        replace(
            FILM,
            id=f"{number:03}",
            genres=frozenset(random.sample(genres, random.randint(0, 3))),
            director=random.choice(("d", "e", None)),
            year=random.choice((None, 1970, 1995, 2004)),
            ratings=(random.choice((6.0, 8.0)),),
            sentiments=tuple((name, name, 14, random.choice((0.5, 0.9))) for name in random.sample(names, 2)),
        )
        for number in range(120)
    ]
    scored = [score_film(film, PROFILE) for film in films]
    remaining, picked = best_first(scored), []
    while len(picked) < 40:
        values = [
            trade_off * one.score / 10
            - (1 - trade_off) * max((similarity(one.film, other.film) for other in picked), default=0.0)
            for one in remaining
        ]
        picked.append(remaining.pop(values.index(max(values))))

    assert pick(scored, 40, trade_off) == picked
