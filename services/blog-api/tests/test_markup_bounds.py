"""What a stranger's HTML and Markdown may cost: judged before a tree of it is built."""

import gc
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from blog_client import Api

from blog_api.articles.markdown import replace_tags
from blog_api.articles.markup import MAX_DEPTH, MarkupRefused, require_bounded
from blog_api.articles.sanitiser import sanitise
from blog_api.articles.untrusted import bounded
from blog_api.importer.folder import import_folder
from suite.bounded import Bounded
from suite.errors import AppError
from suite.http import Service
from suite_testing.databases import TestDatabase

TOO_MUCH = {
    "nested divs": "<div>" * 25_000,
    "nested divs with ends": "<div>" * 11_000 + "</div>" * 11_000,
    "nested quotes in capitals": "<BLOCKQUOTE>" * 10_000,
    "ends of other elements": "<div></b></p></i>" * 10_000,
    "formats that every block opens again": "".join(f"<p><b class={n}></p>" for n in range(3_000)),
    "formats and many blocks": "".join(f"<i class={n}>" for n in range(200)) + "<p>x" * 10_000,
    "behind comments": "<!-- </div> --><div>" * 10_000,
    "ends in values": "<span title='</span>' lang=\"</span>\">" * 10_000,
    "comments in values": "<b title='<!--'>" + "<div>" * 10_000,
    "ends in scripts": "<div><style></div></style>" * 10_000,
    "quotes that are names": '<b =" c="> </b>">' * 10_000,
    "values without quotes": "<b a=c\"d\" e='</b>'>" * 10_000,
    "tags in tags": "<b < lang='</b>'>" * 10_000,
    "comments in scripts": "<style><!-- </style>" + "<div>" * 10_000,
}
ENOUGH = {
    "paragraphs without ends": "<p>um" * 20_000,
    "items without ends": "<ul>" + "<li>um" * 20_000 + "</ul>",
    "cells without ends": "<table>" + "<tr><td>1<td>2" * 5_000 + "</table>",
    "pictures and breaks": "<p>um<br><img src='a.png'></p>" * 5_000,
    "many formats": "<p><b>um</b> e <i>outro</i></p>" * 10_000,
    "a comment that never ends": "<p>um</p><!-- " + "<div>" * 10_000,
    "signs that are no elements": "<" * 100_000,
    "ends and values": "<span title='x' lang=pt>um</span>" * 10_000,
    "players": "<iframe src='https://www.youtube.com/embed/a'></iframe>" * 1_000,
    "tags that never end": "<a" * 250 + " b=c" * 100_000,
    "as deep as may be": "<div>" * MAX_DEPTH + "</div>" * MAX_DEPTH,
}


@pytest.mark.parametrize("kind", sorted(TOO_MUCH))
def test_html_that_costs_too_much_is_refused_before_it_is_parsed(kind: str) -> None:
    with pytest.raises(MarkupRefused):
        require_bounded(TOO_MUCH[kind])


@pytest.mark.parametrize("kind", sorted(ENOUGH))
def test_ordinary_html_of_any_length_is_taken(kind: str) -> None:
    sanitise(ENOUGH[kind])


@pytest.mark.parametrize("kind", sorted(TOO_MUCH))
def test_an_editor_is_told_that_the_content_is_too_complex(editor: Api, draft: dict[str, Any], kind: str) -> None:
    reply = editor.patch(f"/api/admin/articles/{draft['id']}", {"content": TOO_MUCH[kind]})
    assert reply.status_code == 400, reply.get_data(as_text=True)
    problem = reply.get_json()["details"][0]
    assert problem["field"] == "content"


def test_a_post_that_costs_too_much_is_reported_and_the_next_is_imported(
    fresh_blog: tuple[Service, TestDatabase], tmp_path: Path
) -> None:
    service, _ = fresh_blog
    for number, text in enumerate([*TOO_MUCH.values(), ">" * 50_000, "[" * 50_000, "* " * 20_000]):
        text = f"---\ntitle: Caro\n---\n<div>{text}"
        (tmp_path / f"2024-01-01-caro-{number}.md").write_text(text, encoding="utf-8")
    (tmp_path / "2024-01-02-bom.md").write_text("---\ntitle: Bom\n---\nbom", encoding="utf-8")
    report = import_folder(service.database, tmp_path, 3)
    refused = {failure.partition(":")[0] for failure in report.failures}
    assert refused >= {f"2024-01-01-caro-{number}.md" for number in range(len(TOO_MUCH))}
    assert Api(service).data("/api/blog/posts/bom")["title"] == "Bom"


def test_liquid_blocks_that_never_end_stay_as_they_are() -> None:
    text = "{% highlight ruby %}\n" * 50_000
    assert replace_tags(text) == text


def test_what_a_count_cannot_see_ends_with_the_child_that_computes_it() -> None:
    text = TOO_MUCH["formats that every block opens again"]
    work = Bounded("nh3:clean", memory_mb=64, cpu_seconds=2, wall_seconds=60)
    try:
        with pytest.raises(MarkupRefused):
            bounded(work, sanitise, text)
    finally:
        work.close()


def kept_errors() -> set[int]:
    gc.collect()
    return {id(found) for found in gc.get_objects() if isinstance(found, AppError)}


def test_an_error_of_one_request_is_not_kept_for_the_next(editor: Api) -> None:
    before = kept_errors()
    for _ in range(3):
        assert editor.post("/api/admin/tags", {"name": "Ação", "slug": "acao"}).status_code == 409
        assert editor.post("/api/admin/categories", {"title": "F", "slug": "filmes"}).status_code == 409
    assert kept_errors() <= before


def test_a_start_imports_nothing_that_only_writers_need() -> None:
    program = "import sys, blog_api.app; print({'lxml', 'markdown', 'markdown_it', 'boto3'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "set()"
