"""Searches find what is written otherwise than it is typed."""

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from blog_client import Api, Rows

from suite.environment import find_root
from suite.text.folding import fold
from suite_testing.databases import TestDatabase

TITLES = [
    "Straße, Łódź, Øre, Ægir",
    "Œuvre à Žižkov",
    "Ｆｕｌｌ　ｗｉｄｔｈ",
    "Москва и Ёлка",
    "Αθήνα της Ελλάδος",
    "naïve café",
]
TEXTS = [*TITLES, "İstanbul ıssız", "x̌ e ñ e ǽ", "がぎぐ ｶﾞ", "한국어", "ﬁm ½ ① ²", "ÞÓRR þórr ÐÐ đ ħ ŧ ŋ ƒ", "ẞ ΣΑΣ ς"]


@pytest.fixture(scope="module")
def titles(blog_database: TestDatabase) -> Iterator[None]:
    with blog_database.connect(schema="blog") as connection:
        rows = Rows(connection)
        ids = [
            rows.article(1, f"dobra-{number}", title=title, description=title, content=f"<p>antes {title} depois</p>")
            for number, title in enumerate(TITLES)
        ]
        yield
        for article in ids:
            rows.run("DELETE FROM articles WHERE id = %s", article)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        *(("strasse", TITLES[0]), ("STRASSE", TITLES[0]), ("Straße", TITLES[0]), ("lodz", TITLES[0])),
        *(("ore", TITLES[0]), ("aegir", TITLES[0]), ("Ægir", TITLES[0]), ("oeuvre", TITLES[1])),
        *(("zizkov", TITLES[1]), ("full width", TITLES[2]), ("ｗｉｄｔｈ", TITLES[2]), ("москва", TITLES[3])),
        *(("МОСКВА", TITLES[3]), ("елка", TITLES[3]), ("ΑΘΗΝΑ", TITLES[4]), ("naive", TITLES[5])),
    ],
)
def test_a_word_is_found_however_it_is_typed(reader: Api, titles: None, typed: str, title: str) -> None:
    for path in ("/blog/search", "/blog/articles"):
        found = reader.json(path, query_string={"q": typed, "blogId": 1, "limit": 50})
        assert title in [article["title"] for article in found], path


def test_marks_are_on_the_text_that_was_written(reader: Api, titles: None) -> None:
    (hit,) = reader.json("/blog/search", query_string={"q": "strasse", "blogId": 1})
    assert hit["highlights"]["title"] == "<mark>Straße</mark>, Łódź, Øre, Ægir"
    assert hit["highlights"]["content"] == ["antes <mark>Straße</mark>, Łódź, Øre, Ægir depois"]


@pytest.mark.parametrize("text", TEXTS)
def test_the_database_folds_as_the_suite_does(rows: Rows, text: str) -> None:
    assert rows.value("SELECT fold(%s)", text) == fold(text)


def test_articles_of_an_installed_copy_are_folded_again(blog_database: TestDatabase) -> None:
    migration = find_root(Path(__file__)) / "services/blog-api/migrations/0007_folding.sql"
    statement = migration.read_text(encoding="utf-8").partition("UPDATE articles")[2]
    connection: psycopg2.extensions.connection
    with blog_database.connect(schema="blog") as connection:
        connection.autocommit = False
        rows = Rows(connection)
        definition = rows.value("SELECT pg_get_functiondef('fold'::regproc)")
        rows.run("CREATE OR REPLACE FUNCTION fold(value TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT RETURN value")
        article = rows.article(1, "por-dobrar", title="Straße", content="<p>Łódź</p>")
        rows.run(definition)
        rows.run("UPDATE articles" + statement)
        assert rows.value("SELECT title_folded FROM articles WHERE id = %s", article) == "strasse"
        assert rows.value("SELECT search @@ 'lodz'::tsquery FROM articles WHERE id = %s", article)
        connection.rollback()
