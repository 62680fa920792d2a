"""Finding films by words, parts of titles, people, and in spite of typing errors."""

from urllib.parse import quote

import pytest
from movies_catalogue import ACTION, ADULT, DANCE, OBRIEN, OTHELLO, PERCENT, SOLARIS, UNRATED
from werkzeug.test import Client

from suite.text.folding import fold
from suite.text.slugs import slug_of
from suite.text.typos import differences, gram_segments


def found(client: Client, text: str, more: str = "") -> list[str]:
    reply = client.get(f"/api/public/search?q={quote(text)}{more}")
    assert reply.status_code == 200, reply.get_data(as_text=True)
    return [film["id"] for film in reply.get_json()]


@pytest.mark.parametrize(
    ("text", "film"),
    [
        ("acao", OTHELLO), ("Ação", OTHELLO), ("AÇÃO e sil", OTHELLO), ("silencio", OTHELLO), ("Otelo", OTHELLO),
        ("general", OTHELLO), ("fishburne", OTHELLO), ("laurence fish", OTHELLO), ("irene jacob", OTHELLO),
        ("magalhaes", OTHELLO), ("tarkov", SOLARIS), ("planetas", SOLARIS), ("planet", SOLARIS), ("Солярис", SOLARIS),
        ("O'Brien", OBRIEN), ("d'ávila", OBRIEN), ("100%", PERCENT), ("%", PERCENT), ("lobo_mau", PERCENT),
        ("_", PERCENT), ("\\", PERCENT), ("\\ cia", PERCENT), ("ag", UNRATED), ("PARADA", UNRATED), ("ﬁnal", ACTION),
    ],
)  # fmt: skip
def test_a_text_finds_its_film_first(client: Client, text: str, film: str) -> None:
    assert found(client, text)[:1] == [film]


@pytest.mark.parametrize(
    ("typed", "film"),
    [
        ("solarys", SOLARIS), ("sollaris", SOLARIS), ("solris", SOLARIS), ("soalris", SOLARIS), ("oslaris", SOLARIS),
        ("fishbrune", OTHELLO), ("lawrence fishburn", OTHELLO), ("tarkovski", SOLARIS), ("baille domngo", DANCE),
        ("corida fnal", ACTION), ("corrrida", ACTION),
    ],
)  # fmt: skip
def test_typing_errors_are_forgiven(client: Client, typed: str, film: str) -> None:
    assert found(client, typed) == [film]


@pytest.mark.parametrize("text", ["xyzxyz", "solaxyz", "'; DROP TABLE movies --", "zz", "!!! & |", "a:* | b"])
def test_what_nobody_means_finds_nothing_or_something_harmless(client: Client, text: str) -> None:
    assert found(client, text) in ([], [PERCENT], [OTHELLO]) or len(found(client, text)) <= 20
    assert client.get("/movies").headers["X-Total-Count"] == "11"


def test_a_guess_is_made_only_when_nothing_matches(client: Client) -> None:
    assert found(client, "serie") == [f"00000000-0000-7000-8000-0000000001{number:02}" for number in range(1, 5)]
    assert found(client, "solaxyz") == []


def test_titles_that_begin_with_the_text_come_first(client: Client) -> None:
    assert found(client, "a")[:2] == [OTHELLO, UNRATED]
    assert found(client, "baile")[0] == DANCE


def test_filters_narrow_the_search(client: Client) -> None:
    assert found(client, "", "&sentiment=14") == [SOLARIS, OTHELLO]
    assert found(client, "", "&platform=2&sentiment=13") == [DANCE]
    assert found(client, "solarys", "&sentiment=13") == []


def test_an_empty_search_shows_the_best_films_and_unrated_ones_last(client: Client) -> None:
    rows = client.get("/api/public/search").get_json()

    assert len(rows) == 11
    assert [row["id"] for row in rows[:2]] == [SOLARIS, OTHELLO]
    assert rows[-1]["id"] == UNRATED
    assert ADULT not in {row["id"] for row in rows}
    assert found(client, "   ") == [row["id"] for row in rows]


def test_a_found_film_brings_platforms_and_sentiments(client: Client) -> None:
    film = client.get("/api/public/search?q=solaris").get_json()[0]

    assert film["vote_average"] == "8.1"
    assert set(film["platforms"][0]) == {"movieId", "streamingPlatformId", "accessType", "streamingPlatform"}
    assert film["movieSentiments"][0]["mainSentiment"] == {"id": 14, "name": "Introspectivo(a)"}
    assert film["movieSentiments"][0]["subSentiment"] == {"id": 2, "name": "Reflexão Filosófica"}
    assert film["movieSentiments"][0]["relevance"] == "0.99"


@pytest.mark.parametrize("typed", ["solarys", "fishbrune", "O'Brien", "acao", "%"])
def test_the_documented_list_searches_the_same_way(client: Client, typed: str) -> None:
    reply = client.get(f"/movies?q={quote(typed)}&include=none")
    rows = reply.get_json()

    assert [row["id"] for row in rows] == found(client, typed)
    assert reply.headers["X-Total-Count"] == str(len(rows))


def test_a_search_can_be_sorted_and_paged_by_key(client: Client) -> None:
    first = client.get("/movies?q=serie&sort=year&order=desc&limit=3")
    second = client.get(f"/movies?q=serie&sort=year&order=desc&limit=3&cursor={first.headers['X-Next-Cursor']}")

    assert [row["year"] for row in first.get_json()] == [1994, 1993, 1992]
    assert [row["year"] for row in second.get_json()] == [1991]


@pytest.mark.parametrize("text", ["ação", "Ñandú", "ÅNGSTRÖM", "ﬁlme", "Łódź", "Việt Nam", "ıI", "Øl"])
def test_python_folds_like_the_database(admin, text: str) -> None:  # type: ignore[no-untyped-def]
    with admin.cursor() as cursor:
        cursor.execute("SELECT fold(%s)", (text,))
        assert cursor.fetchone() == (fold(text),)


def test_slugs() -> None:
    assert slug_of("Feliz / Alegre") == "feliz-alegre"
    assert slug_of("Introspectivo(a)") == "introspectivo-a"


@pytest.mark.parametrize(
    ("typed", "word", "errors"),
    [("solaris", "solaris", 0), ("solarys", "solaris", 1), ("soalris", "solaris", 1), ("solars", "solaris", 1)],
)
def test_differences_between_words(typed: str, word: str, errors: int) -> None:
    assert differences(typed, word, 2) == errors
    assert differences("abcd", "wxyz", 1) > 1


def test_one_error_leaves_a_segment_of_a_word_whole() -> None:
    word = "solaris"
    for place in range(len(word)):
        for changed in (word[:place] + word[place + 1 :], word[:place] + "z" + word[place + 1 :]):
            padded = f" {word} "
            assert any(all(run in padded for run in segment) for segment in gram_segments(changed))
