"""Which document comes first, what is found when nothing has every word, and what is marked."""

import pytest
from docs_portal import Portal


@pytest.fixture
def site(portal: Portal) -> Portal:
    for number in range(12):
        portal.write(f"common/{number}.md", "table table table server server", title=f"Table number {number}")
    portal.write("rare.md", "table and zebra", title="Animals")
    portal.write("heading.md", "# Concepts\n\nSaid first.\n\n## Failover of clients\n\nwords", title="Concepts")
    portal.write("body.md", "Said first.\n\nwords and failover and more words " * 3, title="Long text")
    portal.write("flags.md", "Start it with `--no-cache` or `--dry-run`, or `maxOpenFiles`.", title="Options")
    portal.write("prose.md", "There is no cache of a dry run.", title="Prose")
    portal.write("cjk.md", "数据库的中文搜索很好用。カタカナの検索も。ค้นหาเอกสาร", title="中文文档")
    portal.run()
    return portal


def test_a_rare_word_counts_more_than_a_frequent_one(site: Portal) -> None:
    assert site.found("table or zebra")[0] == "rare"


def test_titles_and_headings_weigh_more_than_text(site: Portal) -> None:
    assert site.found("failover") == ["heading", "body"]


def test_a_long_document_has_to_say_it_more_often(portal: Portal) -> None:
    portal.write("short.md", "quokka here", title="One")
    portal.write("long.md", "quokka here " + "other words " * 400, title="Two")
    portal.run()
    assert portal.found("quokka") == ["short", "long"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("--no-cache", "flags"), ("--dry-run", "flags"), ("maxOpenFiles", "flags"), ("-cache dry", None)],
)
def test_options_and_identifiers_are_words(site: Portal, typed: str, first: str | None) -> None:
    found = site.found(typed)
    assert (found[0] if found else None) == first


@pytest.mark.parametrize("typed", ["中文", "中文搜索", "数据库", "カタカナ", "検索", "ค้นหา"])
def test_scripts_without_spaces_are_searched(site: Portal, typed: str) -> None:
    answer = site.ask("search", q=typed)
    assert [result["id"] for result in answer["results"]] == ["cjk"]
    shown = answer["results"][0]["highlights"]
    assert "<mark>" in shown["title"] + shown["snippet"]


@pytest.mark.parametrize("typed", ["文中", "索搜"])
def test_letters_of_another_order_are_another_word(site: Portal, typed: str) -> None:
    assert site.found(typed) == []


def test_when_nothing_has_every_word_some_are_left_out_and_named(site: Portal) -> None:
    answer = site.ask("search", q="zebra failover unheardof")
    assert (answer["total"], answer["results"]) == (0, [])
    instead = answer["instead"]
    assert {result["id"] for result in instead["results"]} == {"rare", "heading", "body"}
    best = instead["results"][0]["id"]
    assert instead["left_out"] == ["failover" if best == "rare" else "zebra", "unheardof"]


def test_one_misspelt_letter_is_forgiven_when_nothing_else_is_found(site: Portal) -> None:
    answer = site.ask("search", q="faiolver clients")
    assert (answer["total"], answer["did_you_mean"]) == (0, "failover clients")
    assert [result["id"] for result in answer["instead"]["results"]] == ["heading"]
    assert answer["instead"]["left_out"] == []


def test_what_is_found_has_nothing_instead(site: Portal) -> None:
    assert "instead" not in site.ask("search", q="failover")
    assert "instead" not in site.ask("search", q="unheardof")


def test_prepositions_are_not_marked(portal: Portal) -> None:
    portal.write("a.md", "The list of the offers is in the off-line index of indexes.", title="Of the offers")
    portal.run()
    (result,) = portal.ask("search", q="list of the offers")["results"]
    assert result["highlights"]["title"] == "Of the <mark>offers</mark>"
    assert "<mark>of</mark>" not in result["highlights"]["snippet"]
    assert "<mark>off" not in result["highlights"]["snippet"].replace("<mark>offers", "")
    assert "<mark>list</mark>" in result["highlights"]["snippet"]
    (alone,) = portal.ask("search", q="of")["results"]
    assert "<mark>Of</mark>" in alone["highlights"]["title"]


def test_statistics_follow_the_documents(portal: Portal, docs_database: object) -> None:
    portal.write("a.md", "aardvark", title="A")
    portal.write("b.md", "aardvark", title="B")
    portal.run()
    assert known(portal, "aardvark") == 2
    (portal.folder / "b.md").unlink()
    portal.run()
    assert known(portal, "aardvark") == 1


def known(portal: Portal, word: str) -> int:
    with portal.service.database.read() as connection:
        statement = "SELECT coalesce(max(docs), 0) FROM documentation_lexemes WHERE lexeme = %s"
        return int(connection.value(statement, (word,)))


def test_a_snippet_shows_every_word_where_one_place_has_them(portal: Portal) -> None:
    portal.write("a.md", "quokka quokka quokka\n\n" + "other words " * 400 + "a quokka and a wombat", title="Animals")
    portal.run()
    (result,) = portal.ask("search", q="quokka wombat")["results"]
    assert "<mark>quokka</mark> and a <mark>wombat</mark>" in result["highlights"]["snippet"]
