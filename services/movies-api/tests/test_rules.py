"""Scores, ranks and entry types."""

from decimal import Decimal

import psycopg2.extensions
import pytest

from movies_api.journeys.flow_queries import ADJUSTED
from movies_api.journeys.personal import ADJUSTMENTS_JSON
from movies_api.rules import entry_type, ranks, relevance_score

Admin = psycopg2.extensions.connection
EXPECTED = [f"n{number}" for number in range(11)]


def test_the_score_weighs_strength_and_coverage() -> None:
    matches = list(zip(EXPECTED, [0.95, 0.90, 0.85, 0.85, 0.85], strict=False))

    assert relevance_score(EXPECTED, matches) == 5.566


@pytest.mark.parametrize(
    ("matched", "bonus"), [(1, 0.0), (2, 0.2), (3, 0.6), (4, 0.6)], ids=["25 %", "50 %", "75 %", "100 %"]
)
def test_covering_more_of_what_is_expected_earns_a_bonus(matched: int, bonus: float) -> None:
    names = EXPECTED[:4]
    score = relevance_score(names, [(name, 0.64) for name in names[:matched]])

    assert score == pytest.approx(0.64**1.5 * 10 * (matched / 4) ** 0.5 + bonus, abs=0.0006)


def test_two_thirds_of_what_is_expected_earn_the_middle_bonus() -> None:
    assert relevance_score(["a", "b", "c"], [("a", 0.25), ("b", 0.25)]) == pytest.approx(1.4206, abs=0.0006)


def test_a_score_never_exceeds_ten() -> None:
    assert relevance_score(["a"], [("a", 1.0)]) == 10.0


def test_the_highest_relevance_of_a_name_counts() -> None:
    twice = relevance_score(["a", "b"], [("a", 0.2), ("a", Decimal("0.9"))])

    assert twice == relevance_score(["a", "b"], [("a", 0.9)])


def test_an_unknown_relevance_counts_as_none() -> None:
    assert relevance_score(["a", "b"], [("a", 1.0), ("b", None)]) == pytest.approx(0.5**1.5 * 10 + 0.6, abs=0.0006)


@pytest.mark.parametrize(("expected", "matches"), [([], [("a", 1.0)]), (["a"], []), (["a"], [("b", 1.0)])])
def test_nothing_in_common_scores_nothing(expected: list[str], matches: list[tuple[str, float]]) -> None:
    assert relevance_score(expected, matches) == 0.0


def test_ranks_follow_the_score_and_then_the_id_as_text() -> None:
    assert ranks([(9, 7.0), (10, 7.0), (3, 8.5), (4, None)]) == {3: 1, 10: 2, 9: 3}


@pytest.mark.parametrize(
    ("entry", "intention", "change"),
    [
        ("ALIGNED", "MAINTAIN", "0.2"),
        ("ALIGNED", "PROCESS", "0.1"),
        ("ALIGNED", "TRANSFORM", "0.3"),
        ("ALIGNED", "EXPLORE", "0.2"),
        ("TRANSITIONAL", "MAINTAIN", "0"),
        ("TRANSITIONAL", "PROCESS", "0.2"),
        ("TRANSITIONAL", "TRANSFORM", "-0.2"),
        ("TRANSITIONAL", "EXPLORE", "-0.1"),
        ("COMPLEX", "MAINTAIN", "0"),
        ("COMPLEX", "PROCESS", "0.1"),
        ("COMPLEX", "TRANSFORM", "-0.2"),
        ("COMPLEX", "EXPLORE", "-0.3"),
    ],
)
def test_the_beginning_of_a_film_changes_its_score(admin: Admin, entry: str, intention: str, change: str) -> None:
    assert adjusted(admin, "8.125", entry, intention) == Decimal("8.125") + Decimal(change)


def test_an_adjusted_score_stays_within_bounds(admin: Admin) -> None:
    assert adjusted(admin, "9.9", "ALIGNED", "TRANSFORM") == Decimal("9.99")
    assert adjusted(admin, "0.1", "COMPLEX", "EXPLORE") == 0
    assert adjusted(admin, None, "ALIGNED", "MAINTAIN") == Decimal("0.2")


def test_a_film_of_no_entry_type_keeps_its_score(admin: Admin) -> None:
    assert adjusted(admin, "10", None, "TRANSFORM") == 10
    assert adjusted(admin, None, None, "MAINTAIN") == 0


def adjusted(admin: Admin, score: str | None, entry: str | None, intention: str) -> Decimal:
    """What the statement of a journey makes of a stored score."""
    with admin.cursor() as cursor:
        cursor.execute(
            f"SELECT {ADJUSTED.format(intention_type='%(intention)s')} FROM"
            " (SELECT %(entry)s::text AS emotional_entry_type) AS m,"
            " (SELECT %(score)s::numeric AS relevance_score) AS g",
            {"adjustments": ADJUSTMENTS_JSON, "intention": intention, "entry": entry, "score": score},
        )
        (found,) = cursor.fetchone() or ()
    return Decimal(found)


COMPLEX = ["Vazio(a)", "Desafio Existencial"]
TRANSITIONAL = ["Reflexão Serena", "Sozinho(a)", "Paz / Contemplação", "Reavaliação de Vida", "Beleza Melancólica"]
ALIGNED = ["Humor Contagiante", "Frenesi Cinético"]


@pytest.mark.parametrize(
    ("names", "entry"),
    [
        ([*COMPLEX, *TRANSITIONAL[:4]], "COMPLEX"),
        ([*COMPLEX, *TRANSITIONAL], "TRANSITIONAL"),
        ([COMPLEX[0], *TRANSITIONAL[:2]], "COMPLEX"),
        ([COMPLEX[0], *TRANSITIONAL[:3]], "TRANSITIONAL"),
        ([COMPLEX[0], ALIGNED[0]], "ALIGNED"),
        ([COMPLEX[0], ALIGNED[0], *TRANSITIONAL[:2]], "TRANSITIONAL"),
        ([*TRANSITIONAL[:2], ALIGNED[0]], "TRANSITIONAL"),
        ([TRANSITIONAL[0], ALIGNED[0]], "ALIGNED"),
        ([], "ALIGNED"),
    ],
)
def test_the_entry_type_follows_the_strong_sub_sentiments(names: list[str], entry: str) -> None:
    assert entry_type([(name, 0.9) for name in names]) == entry


def test_weak_sub_sentiments_do_not_make_an_entry_type() -> None:
    assert entry_type([(COMPLEX[0], 0.89), (COMPLEX[1], None), (TRANSITIONAL[0], 0.95)]) == "TRANSITIONAL"
