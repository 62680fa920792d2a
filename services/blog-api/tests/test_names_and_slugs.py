"""Names that differ stay different, whatever their script; what meets is told."""

from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from blog_client import Api

from blog_api.importer.folder import ImportReport, import_folder
from suite.environment import find_root
from suite.http import Service
from suite_testing.databases import TestDatabase

CASES = find_root(Path(__file__)).parent / "shared" / "cases"
Fresh = tuple[Service, TestDatabase]


def import_heads(service: Service, folder: Path, *heads: str) -> ImportReport:
    for number, head in enumerate(heads):
        (folder / f"2024-01-{number + 1:02}-post-{number}.md").write_text(f"---\n{head}\n---\nx", encoding="utf-8")
    return import_folder(service.database, folder, 3)


def slugs(service: Service, noun: str = "tags") -> dict[str, str]:
    name = "name" if noun == "tags" else "title"
    return {record[name]: record["slug"] for record in Api(service).json(f"/blog/{noun}?limit=100")}


def test_signs_tell_names_apart(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    report = import_heads(service, tmp_path, 'tags: ["C++", "C#", C, ".NET", NET, dotnet]')
    assert report.failures == []
    found = slugs(service)
    assert set(found) == {"C++", "C#", "C", ".NET", "NET", "dotnet"}
    assert len(set(found.values())) == 6


def test_every_script_has_slugs_of_its_own(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    names = ["東京", "大阪", "北京", "Москва", "Αθήνα", "서울", "القاهرة", "🎉", "🔥", "!!!", "???"]
    report = import_heads(service, tmp_path, f"tags: {names!r}".replace("'", '"'))
    assert report.failures == []
    found = slugs(service)
    assert set(found) == set(names)
    assert len(set(found.values())) == len(names)
    assert all(slug.isascii() and slug for slug in found.values())


@pytest.mark.parametrize(
    ("first", "second", "slug"),
    [
        ("Strasse", "Straße", "strasse-2"),
        ("Ægir", "Aegir", "aegir-2"),
        ("Ação", "Açao", "acao-2"),
        ("a b", "a_b", "a-b-2"),
    ],
)
def test_names_that_meet_get_a_suffix_and_a_remark(
    fresh_blog: Fresh, tmp_path: Path, first: str, second: str, slug: str
) -> None:
    service, _ = fresh_blog
    report = import_heads(service, tmp_path, f"tags: [{first}]", f"tags: [{second}]")
    assert slugs(service)[second] == slug
    plain = slug.removesuffix("-2")
    assert report.remarks == [f"2024-01-02-post-1.md:1: tag {second} gets the slug {slug}: {plain} is another's"]


def test_a_name_that_differs_in_case_only_is_the_same_and_told(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    report = import_heads(service, tmp_path, "tags: [Cinema]", "tags: [CINEMA, cinema]")
    assert list(slugs(service)) == ["Cinema"]
    assert report.remarks == [
        "2024-01-02-post-1.md:1: tag CINEMA is taken for Cinema",
        "2024-01-02-post-1.md:1: tag cinema is taken for Cinema",
    ]


def test_an_accent_of_its_own_makes_no_other_name(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    heads = (
        f"tags: [{normalize('NFC', 'Ação')}]\nauthor: José",
        f"tags: [{normalize('NFD', 'Ação')}]\nauthor: Jose\u0301",
    )
    report = import_heads(service, tmp_path, *heads)
    assert (slugs(service), report.remarks) == ({"Ação": "acao"}, [])
    assert [author["name"] for author in Api(service).json("/blog/authors")] == ["José"]


def test_a_slug_of_this_very_name_means_the_name(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    report = import_heads(service, tmp_path, "category: Análises Emocionais", "category: analises-emocionais")
    assert slugs(service, "categories") == {"Análises Emocionais": "analises-emocionais"}
    assert len(report.remarks) == 1


def test_posts_whose_slugs_meet_are_all_imported_again_under_the_same(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    for name, title in (("2024-01-01-世界.md", "Um"), ("2024-01-02-世界.md", "Dois"), ("2024-01-03-🎉.md", "Três")):
        (tmp_path / name).write_text(f"---\ntitle: {title}\n---\nx", encoding="utf-8")
    for _ in range(2):
        report = import_folder(service.database, tmp_path, 3)
        assert report.failures == []
    assert (report.created, report.unchanged) == (0, 3)
    posts: list[dict[str, Any]] = Api(service).data("/api/blog/posts")["articles"]
    assert {post["title"] for post in posts} == {"Um", "Dois", "Três"}
    assert len(report.remarks) == 1


@pytest.mark.skipif(not CASES.is_dir(), reason="the folder of cases is not there")
@pytest.mark.parametrize("case", ["blog-cjk-slugs", "blog-tag-slugs", "blog-frontmatter", "blog-import-u0000"])
def test_every_post_of_a_case_is_imported(fresh_blog: Fresh, case: str) -> None:
    service, _ = fresh_blog
    folder = CASES / case
    report = import_folder(service.database, folder, 3, site_url="https://blog.example")
    assert (report.created, report.failures) == (len(list(folder.glob("*.md"))), [])
    assert import_folder(service.database, folder, 3).unchanged == report.created
