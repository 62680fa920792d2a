"""Beginnings of words: asked for as the words that documents hold, and offered as titles from a list of their own."""

from typing import Any

import pytest
from docs_portal import Portal

from documentation_api.markdown.filters import BEGUN, MOST_BEGUN, search_values
from documentation_api.markdown.search_text import read_search, text_after

ENOUGH_NOT_TO_COUNT_AGAIN = 60


def begun(portal: Portal, text: str) -> list[str]:
    """What PostgreSQL is asked for each beginning of a search."""
    statement = f"WITH {BEGUN} SELECT query::text FROM begun ORDER BY place"
    with portal.service.database.read() as connection:
        return [row[0] for row in connection.rows(statement, search_values(read_search(text)))]


@pytest.fixture
def many(portal: Portal) -> Portal:
    words = " ".join(f"muitas{number}" for number in range(MOST_BEGUN + 1))
    portal.write("words.md", f"livro livros livraria {words}", title="Palavras")
    for number in range(ENOUGH_NOT_TO_COUNT_AGAIN):
        portal.write(f"{number}.md", "texto", title=f"Outro {number}")
    portal.run()
    return portal


def test_a_beginning_is_asked_for_as_the_words_there_are(many: Portal) -> None:
    known, unknown = begun(many, "livr unheardof")
    # Stems are among the words that are counted.
    assert set(known.split(" | ")) == {"'livr'", "'livraria'", "'livro'", "'livros'"}
    assert unknown == "'unheardof'"


def test_a_beginning_of_very_many_words_stays_one(many: Portal) -> None:
    assert begun(many, "muit") == ["'muit':*"]
    assert many.found("muit") == ["words"]


def test_what_postgresql_reads_otherwise_is_left_to_it(many: Portal) -> None:
    assert begun(many, "\u0660\u0661x \u1d2cb") is not None
    assert many.ask("search", q="\u0660\u0661x")["total"] == 0


def test_a_new_word_is_found_by_its_beginning_before_words_are_counted_again(many: Portal) -> None:
    many.write("new.md", "jabuticaba", title="Fruta")
    assert many.run().added == 1
    assert many.found("jabut") == ["new"]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("guia", ["Guia de barcos", "Um guia", "Outro guia novo"]),
        ("gui no", ["Outro guia novo"]),
        ("guia guia", ["Guia de barcos", "Outro guia novo", "Um guia"]),
        ("barc", ["Guia de barcos"]),
    ],
)
def test_titles_that_begin_so_come_before_those_with_such_a_word(portal: Portal, typed: str, titles: list[str]) -> None:
    for number, title in enumerate(("Um guia", "Outro guia novo", "Guia de barcos", "Mapa")):
        portal.write(f"{number}.md", title=title)
    portal.run()
    offered = [one["text"] for one in portal.ask("suggest", q=typed)["suggestions"]]
    assert offered[:1] == titles[:1] and set(offered) == set(titles)


def test_words_of_titles_follow_the_documents(portal: Portal) -> None:
    portal.write("a.md", title="Primeiro nome")
    place = portal.write("b.md", title="Nome segundo")
    portal.run()
    portal.write("a.md", title="Outra coisa")
    place.unlink()
    portal.run()
    assert portal.ask("suggest", q="segundo")["suggestions"] == []
    assert words(portal) == {("coisa", "a"), ("outra", "a")}


def test_a_search_for_words_is_planned_once_a_connection(open_portal: Any) -> None:
    portal = open_portal(db_pool_max=1)
    portal.write("a.md", "um dois", title="A")
    portal.run()
    for q in ("um dois", "dois um", "alfa beta", "um"):
        portal.ask("search", q=q, limit=3)
    portal.ask("search", q="um -dois")
    portal.ask("search", q="um", domain="x")
    with portal.service.database.read() as connection:
        rows = connection.rows("SELECT name FROM pg_prepared_statements WHERE name LIKE 'search%' ORDER BY name")
    assert [row[0] for row in rows] == ["search_for_1_words", "search_for_2_words"]


@pytest.mark.parametrize(("beginning", "after"), [("ab", "ac"), ("a\ud7ff", "a\ue000")])
def test_the_text_after_a_beginning_is_no_half_of_a_pair(beginning: str, after: str) -> None:
    assert text_after(beginning) == after


def words(portal: Portal) -> set[tuple[str, str]]:
    with portal.service.database.read() as connection:
        return set(connection.rows("SELECT word, document_id FROM documentation_title_words"))
