"""Of 40 pages after real layouts ours reads what a person wants at least as well as the others, kind by kind."""

from collections import Counter

import pytest
from bench.page_quality.__main__ import scores_by_kind
from bench.page_quality.layouts import KINDS
from bench.page_quality.pages import write_pages
from bench.page_quality.readers import of_markdown
from bench.page_quality.scores import Score, f1, score_pages

OURS = "scrape-proxy"


@pytest.fixture(scope="module")
def scores() -> dict[str, dict[str, Score]]:
    return scores_by_kind()


def test_there_are_forty_pages_in_two_languages_the_same_each_time() -> None:
    pages = write_pages()

    assert pages == write_pages() and len(pages) == 40
    assert Counter('lang="pt"' in page.markup for page in pages)[True] >= 15
    assert all(page.text and page.links for page in pages)


@pytest.mark.parametrize("kind", KINDS)
def test_ours_is_best_or_equal_on_each_kind(scores: dict[str, dict[str, Score]], kind: str) -> None:
    ours = scores[kind][OURS]

    for name, other in scores[kind].items():
        assert ours.words >= other.words - 0.001, (name, ours, other)
        assert ours.links >= other.links - 0.001, (name, ours, other)


@pytest.mark.parametrize("kind", KINDS)
def test_ours_reads_nearly_all_and_little_else(scores: dict[str, dict[str, Score]], kind: str) -> None:
    ours = scores[kind][OURS]

    assert ours.words > 0.95 and ours.links > 0.95


def test_a_score_counts_what_is_missing_and_what_is_too_much() -> None:
    assert f1(Counter("aab"), Counter("aab")) == 1
    assert f1(Counter("aa"), Counter("aabb")) == pytest.approx(2 / 3)
    page = write_pages()[0]
    assert score_pages([page], lambda markup: (page.text, page.links)) == Score(1, 1)
    assert score_pages([page], lambda markup: ("", [])) == Score(0, 0)
    assert of_markdown("![a](b.png) [words](https://x.example/) more") == ("  [words]  more", ["https://x.example/"])
