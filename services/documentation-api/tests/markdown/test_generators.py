"""Heads of pages as the generators they were written for mean them."""

from datetime import date
from typing import Any

import pytest
from docs_portal import Portal

from documentation_api.markdown.document import Document, read_document
from documentation_api.markdown.library import Hidden

TODAY = date(2026, 11, 30)


def page(head: str, body: str = "# T\n\nWords.") -> Document:
    return read_document("guides/a.md", f"---\ntitle: T\n{head}\n---\n{body}\n".encode(), 0, TODAY)


@pytest.mark.parametrize(
    "head",
    [
        "draft: true",
        "unlisted: true",
        "published: false",
        "headless: true",
        "search: {exclude: true}",
        "publishDate: 2027-01-01",
        "publishDate: 2026-12-01T00:00:00-03:00",
        "expiryDate: 2026-11-30",
        "expiryDate: 2020-01-01T10:00:00Z",
        "Draft: TRUE",
        'draft: "true"',
        "draft: yes",
        "published: no",
        "published: off",
        "ExpiryDate: 2020-01-01",
        "date: 2027-01-01",
        "build: {list: never}",
        "build: {render: link}",
        "search_exclude: true",
        "_build: {list: false}",
    ],
)
def test_a_page_its_generator_would_not_show_is_not_shown(head: str) -> None:
    with pytest.raises(Hidden):
        page(head)


@pytest.mark.parametrize(
    "head", ["draft: false", "draft: no", "unlisted: false", "published: true", "search: {boost: 2}",
             "publishDate: 2026-11-30", "expiryDate: 2027-01-01", "publishDate: soon", "date: 2020-01-01",
             "publishDate: 2020-01-01\ndate: 2027-01-01", "build: {list: always}", "build: true"]
)  # fmt: skip
def test_any_other_page_is_shown(head: str) -> None:
    assert page(head).title == "T"


@pytest.mark.parametrize("rel_path", ["_drafts/a.md", "b/_drafts/a.md", "_includes/a/b.md", "_layouts/x.md"])
def test_what_is_no_page_by_its_place_is_not_shown(rel_path: str) -> None:
    with pytest.raises(Hidden):
        read_document(rel_path, b"# T\n\nWords.\n", 0, TODAY)


@pytest.mark.parametrize("rel_path", ["_posts/2020-01-01-a.md", "guides/_index.md", "_docs/a.md", "a_drafts/b.md"])
def test_collections_and_sections_are_pages(rel_path: str) -> None:
    assert read_document(rel_path, b"# T\n\nWords.\n", 0, TODAY).title == "T"


def test_values_are_read_as_they_are_written() -> None:
    read = page("tags: [no, on, 1.10, 0x10, yes]\nstatus: 1.10\ndomain: no")
    assert (read.tags, read.status, read.domain) == (["no", "on", "1.10", "0x10", "yes"], "1-10", "no")
    titled = read_document("a.md", b"---\ntitle: 1.10\n---\nx\n", 0, TODAY)
    assert titled.title == "1.10"


def test_docusaurus_tags_with_a_label_keywords_and_updates_have_their_meaning() -> None:
    read = page("tags: [{label: Guias, permalink: /g}, b]\nkeywords: [falcão, voo]\nlast_update: {date: 2026-03-04}")
    assert (read.tags, read.last_review) == (["guias", "b"], date(2026, 3, 4))
    assert "falcão voo" in read.texts.parts["about"]
    assert page("last_review: 2026-01-02\nlastmod: 2026-05-06").last_review == date(2026, 1, 2)


def test_fields_without_a_meaning_here_and_hidden_pages_are_told(portal: Portal) -> None:
    portal.write("a.md", "---\ntitle: A\nsidebar_position: 3\nhide: [toc]\n---\nText\n")
    portal.write("b.md", "---\ntitle: B\ndraft: true\n---\nSecret words\n")
    indexed = portal.post("/api/v1/docs/reindex").get_json()["indexed"]
    assert (indexed["files"], indexed["errors"]) == (1, [])
    assert indexed["hidden"] == [{"file": "b.md", "reason": "draft: true"}]
    assert indexed["fields_without_meaning"] == ["hide", "sidebar_position"]
    assert portal.get("/api/v1/docs/search?q=secret").get_json()["total"] == 0
    assert portal.get("/api/v1/docs/content?path=b.md").status_code == 404


def test_a_page_appears_and_goes_on_its_day(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    portal.write("soon.md", "---\ntitle: Soon\npublishDate: 2999-01-01\nexpiryDate: 2999-02-01\n---\nText\n")
    run(portal)
    assert titles(portal) == []
    set_today(monkeypatch, date(2999, 1, 1))
    run(portal)
    assert titles(portal) == ["Soon"]
    set_today(monkeypatch, date(2999, 2, 1))
    run(portal)
    assert titles(portal) == []


def run(portal: Portal) -> None:
    portal.run()


def titles(portal: Portal) -> list[str]:
    return [found["title"] for found in portal.ask("search")["results"]]


def set_today(monkeypatch: pytest.MonkeyPatch, today: date) -> None:
    from documentation_api.markdown import document, index_run

    class Clock:
        @staticmethod
        def now(zone: Any) -> Any:
            return type("Now", (), {"date": staticmethod(lambda: today)})

    monkeypatch.setattr(document, "datetime", Clock)
    monkeypatch.setattr(index_run, "datetime", Clock)


@pytest.mark.parametrize(
    ("text", "asked"),
    [("Straße und Größe", "strasse"), ("Œuvre complète", "oeuvre"), ("Ærø", "aero"), ("ＡＰＩ gateway", "api"),
     ("Łódź", "lodz"), ("Þingvellir", "thingvellir")],
)  # fmt: skip
def test_letters_are_found_however_they_are_typed(portal: Portal, text: str, asked: str) -> None:
    portal.write("a.md", f"---\ntitle: {text}\n---\n{text}\n")
    run(portal)
    found = portal.ask("search", q=asked)
    assert found["total"] == 1
    assert "<mark>" in found["results"][0]["highlights"]["title"]
