"""What suggestions keep from one question to the next: it saves statements and changes no answer."""

from collections.abc import Callable
from typing import Any

import pytest
from movies_catalogue import DANCE, OTHELLO, SOLARIS
from movies_editor import Editor
from werkzeug.test import Client

from movies_api.suggestions.shelf import SuggestionShelf
from suite.http import Service
from suite_ops.processes.patience import wait_until

PATIENCE_SECONDS = 60
PATH = "/movies/suggestions?sentimentId=14&intentionId=7"
FILTERS = (
    "",
    "&optionId=33",
    "&platforms=1,4",
    "&maxRuntime=124",
    f"&exclude={OTHELLO}",
    "&lambda=0",
    "&certification=12",
)
KEY = "0123456789-0123456789-0123456789"


def suggested(client: Client, path: str) -> list[str]:
    return [one["movie"]["id"] for one in client.get(path).get_json()["suggestions"]]


def fresh(place: int) -> str:
    """A film nobody has: the question is another one, its answer is not."""
    return f"&exclude=90000000-0000-7000-8000-{place:012}"


@pytest.fixture
def settled(keeping: Service, count_queries: Callable[[], int]) -> Client:
    """Asks a service that keeps what it can: the intention, how many films there are, what they are like."""
    client, places = keeping.test_client(), iter(range(10**6))

    def statements() -> int:
        before = count_queries()
        assert client.get(PATH + fresh(next(places))).status_code == 200
        return count_queries() - before

    assert wait_until(lambda: statements() == 3, PATIENCE_SECONDS)
    return client


def test_another_question_asks_only_which_films_and_shows_them(
    settled: Client, count_queries: Callable[[], int]
) -> None:
    before = count_queries()
    assert settled.get(f"{PATH}&limit=3").status_code == 200

    assert count_queries() - before == 2


def test_answers_from_what_is_kept_are_the_answers(settled: Client, client: Client) -> None:
    def answer(asked: Client, question: str) -> dict[str, Any]:
        body = asked.get(question).get_json()
        shown = [(one["movie"]["id"], one["score"], one["explain"]) for one in body["suggestions"]]
        return {**body, "suggestions": shown}

    for narrowed in FILTERS:
        assert answer(settled, f"{PATH}{narrowed}&access=included") == answer(client, f"{PATH}{narrowed}")


def test_a_film_changed_by_an_editor_is_compared_as_it_is_now(settled: Client, keeping: Service) -> None:
    def explained() -> float:
        found = settled.get(f"{PATH}&lambda=1").get_json()["suggestions"]
        return float(next(one["explain"]["quality"] for one in found if one["movie"]["id"] == SOLARIS))

    editor, before = Editor(keeping, "editora"), explained()
    _, tag = editor.read(f"/films/{SOLARIS}")
    assert editor.change(f"/films/{SOLARIS}", tag, imdbRating=1.0).status_code == 200

    assert wait_until(lambda: explained() < before, PATIENCE_SECONDS)


def test_a_film_for_adults_only_is_gone_and_not_counted(settled: Client, keeping: Service) -> None:
    editor, before = Editor(keeping, "editora"), settled.get(PATH).get_json()["total"]
    _, tag = editor.read(f"/films/{OTHELLO}")
    assert editor.change(f"/films/{OTHELLO}", tag, adult=True).status_code == 200

    assert wait_until(lambda: settled.get(PATH).get_json()["total"] == before - 1, PATIENCE_SECONDS)
    assert OTHELLO not in suggested(settled, PATH)


def test_what_is_for_one_visitor_is_never_kept(settled: Client) -> None:
    mine = f"{PATH}&limit=50&visitor={KEY}"
    assert OTHELLO in suggested(settled, mine)
    verdict = {"visitor": KEY, "movieId": OTHELLO, "verdict": "disliked"}
    assert settled.post("/movies/suggestions/feedback", json=verdict).status_code == 200

    assert OTHELLO not in suggested(settled, mine)
    assert OTHELLO in suggested(settled, f"{PATH}&limit=50")
    assert DANCE in suggested(settled, mine)


def test_only_what_is_missing_is_read() -> None:
    section, asked = SuggestionShelf(60).at("now"), []

    def read(keys: list[str]) -> dict[str, int]:
        asked.append(keys)
        return {key: len(key) for key in keys if key != "nobody"}

    assert section.get_many(["a", "bb"], read) == [1, 2]
    assert section.get_many(["bb", "ccc", "nobody"], read) == [2, 3]
    assert asked == [["a", "bb"], ["ccc", "nobody"]]


@pytest.mark.parametrize(("seconds", "stamps"), [(60, ("a", "b")), (60, (None, None)), (0, ("a", "a"))])
def test_another_state_an_unknown_one_and_a_life_of_zero_keep_nothing(
    seconds: float, stamps: tuple[str | None, str | None]
) -> None:
    shelf = SuggestionShelf(seconds)
    shelf.at(stamps[0]).get("key", lambda: "old")

    assert shelf.at(stamps[1]).get("key", lambda: "new") == "new"


def test_what_was_read_of_an_older_state_does_not_reach_a_newer_one() -> None:
    shelf = SuggestionShelf(60)
    older = shelf.at("older")
    newer = shelf.at("newer")
    older.get("key", lambda: "old")

    assert newer.get("key", lambda: "new") == "new"
    assert shelf.at("newer").get("key", lambda: "newest") == "new"
