"""The judged questions of the search, and what the sides make of them."""

import pytest
from bench.search_quality.comparison import SITE, gains_of
from bench.search_quality.questions import Question, ndcg, read_questions

from suite_testing.databases import TestCluster


def test_there_are_sixty_questions_a_quarter_in_portuguese_and_a_third_kept_aside() -> None:
    questions = read_questions()
    portuguese = [one for one in questions if all(page.startswith("pt/") for page in one.answers)]
    kept = [one for one in questions if one.is_kept]
    assert (len(questions), len(portuguese), len(kept)) == (60, 15, 20)
    assert len({one.text for one in questions}) == 60
    assert {grade for one in questions for grade in one.answers.values()} <= {1, 2, 3}


def test_the_gain_is_one_for_the_best_order_and_less_for_any_other() -> None:
    question = Question("q", {"a": 3, "b": 2, "c": 1}, False)
    assert ndcg(question, ["a", "b", "c"]) == 1
    assert 0 < ndcg(question, ["b", "a", "c"]) < 1
    assert ndcg(question, ["x", "y"]) == 0


@pytest.mark.skipif(not SITE.is_dir(), reason="the judged pages are not there")
def test_ours_finds_better_than_the_better_of_the_others(test_cluster: TestCluster) -> None:
    gains = gains_of(test_cluster)
    ours = gains.pop("documentation-api")
    for kept in (False, True):
        assert ours[kept] >= max(other[kept] for other in gains.values()) + 0.05
