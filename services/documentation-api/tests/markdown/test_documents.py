"""What is read out of one Markdown file."""

from datetime import date

import pytest

from documentation_api.markdown.document import Document, id_of, read_document
from documentation_api.markdown.library import UnreadableFile


def read(text: str, rel_path: str = "notes/page.md") -> Document:
    return read_document(rel_path, text.encode(), 1)


def with_head(head: str, body: str = "") -> str:
    return f"---\n{head}\n---\n{body}"


def test_the_front_matter_says_what_a_document_is() -> None:
    page = read(
        with_head(
            "title: Guia de ações\ndomain: Front End\ntype: RUNBOOK\nstatus: draft\ntags: [API, 'ações', API]\n"
            "summary: |\n  Duas\n  linhas\nlast_review: 2025-01-31"
        )
    )
    assert (page.title, page.domain, page.type, page.status) == ("Guia de ações", "front-end", "runbook", "draft")
    assert (page.tags, page.summary, page.last_review) == (["api", "ações"], "Duas linhas", date(2025, 1, 31))


@pytest.mark.parametrize(
    ("rel_path", "domain", "kind"),
    [
        ("page.md", "shared", "guide"),
        ("api/README.md", "api", "index"),
        ("index.mdx", "shared", "index"),
        ("backend/adrs/0001.md", "backend", "adr"),
        ("runbooks/deep/page.md", "runbooks", "runbook"),
        ("arch/overview.md", "arch", "overview"),
        ("templates/letter.md", "templates", "template"),
    ],
)
def test_the_path_stands_in_for_domain_and_type(rel_path: str, domain: str, kind: str) -> None:
    page = read(with_head("title: T"), rel_path)
    assert (page.domain, page.type, page.status) == (domain, kind, "active")


def test_tags_that_are_no_list_are_none() -> None:
    assert read(with_head("title: T\ntags: api, web")).tags == []


def test_a_file_without_front_matter_is_titled_by_its_first_heading() -> None:
    page = read("# The *first* heading\n\nA paragraph\nof two lines.\n\n## More\n")
    assert (page.title, page.summary, page.headings) == ("The first heading", "A paragraph of two lines.", "More")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("words without a heading", 1, "title is required"),
        (with_head("domain: api"), 1, "title is required"),
        (with_head("domain: api\ntitle:", "# Not this one"), 3, "title is required"),
        (with_head("domain: api\ntitle: [a, b]"), 3, "title must be text"),
        (with_head("title: T\nsummary: a: b"), 3, "mapping values are not allowed in this context"),
        ("---\ntitle: T\n", 1, "the front matter is not closed with ---"),
        (with_head("title: T\ntags: *x"), 3, "the alias x names nothing that is complete"),
        (with_head("title: T", "one\ntwo \x00"), 5, "the file holds NUL characters"),
        (with_head("title: " + "[" * 20_000), 2, "nested deeper than 32 levels"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(text)
    assert (caught.value.line, caught.value.reason) == (line, reason)


def test_bytes_that_are_not_utf8_are_told_with_their_line() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_document("page.md", b"---\ntitle: T\n---\n\xff", 1)
    assert (caught.value.line, caught.value.reason) == (4, "the file is not UTF-8")


def test_a_byte_order_mark_and_windows_lines_do_not_matter() -> None:
    page = read_document("page.md", b"\xef\xbb\xbf---\r\ntitle: T\r\n---\r\nwords\r\n", 1)
    assert (page.title, page.body) == ("T", "words")


def test_what_yaml_can_escape_and_the_database_cannot_hold_is_left_out() -> None:
    assert read(with_head(r'title: "a\0b"')).title == "ab"


def test_headings_get_the_anchors_sites_give_them() -> None:
    page = read(
        with_head("title: T", "## What's new?\n## What's new?\n### Ação `x_y`\n## Own {#own}\n<a id=\"html\"></a>\n")
    )
    assert page.facts["anchors"] == ["whats-new", "whats-new-1", "ação-x_y", "own", "html"]
    assert page.headings.split("\n")[-1] == "Own"


def test_links_and_images_are_found_with_the_line_in_the_file() -> None:
    body = "see [one](a.md)\nand\n[two](b.md#x 'title')\n\n![img](i.png)\n\n```\n[code](c.md)\n```\n"
    body += "`<a href='e.md'>`\n<a href='d.md'>d</a>\n"
    links = read(with_head("title: T\nstatus: active", body)).facts["links"]
    assert links == [[5, "one", "a.md"], [7, "two", "b.md#x"], [9, "img", "i.png"], [15, "", "d.md"]]


def test_imports_and_tags_of_mdx_are_no_words() -> None:
    body = 'import Tabs from "@theme/Tabs"\n\n<Tabs kind="secret">\n\nvisible <b>bold</b>\n\n</Tabs>\n'
    assert read(with_head("title: T", body), "page.mdx").body.split() == ["visible", "bold"]


@pytest.mark.parametrize(
    "body",
    [
        "<div>\n" + "<a " * 600_000,
        "<div>\n" + "<a b" * 450_000,
        "<div>\n" + "<img\thref " * 150_000,
        "# a" + "\t" * 1_500_000 + "b",
        "# a" + " {#b}" * 100_000 + "c",
        "a" + "\u0301\u0316" * 400_000,
    ],
)
def test_a_file_of_pieces_that_nothing_ends_is_read(body: str) -> None:
    """Each of these took the square or the cube of its length: hours."""
    assert read(with_head("title: T", body)).title == "T"


def test_colliding_ids_get_a_piece_of_the_hash() -> None:
    plain = id_of("Guides/set up.md", set())
    assert plain == "guides-set-up"
    other = id_of("guides/set-up.mdx", {plain})
    assert other.startswith("guides-set-up-") and len(other) == len(plain) + 7


@pytest.mark.parametrize(
    ("head", "missing"), [("title: T\nlast_review: soon", 6), ("title: T\ndomain: a\ntags: []", 5)]
)
def test_a_field_counts_as_written_when_it_says_something(head: str, missing: int) -> None:
    assert len(read(with_head(head)).facts["written"]) == 7 - missing
