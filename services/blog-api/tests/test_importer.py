"""Posts from files and back."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from blog_client import Api

from blog_api.exporter.files import export_blog
from blog_api.importer.folder import ImportReport, import_folder
from blog_api.importer.posts import read_post
from suite.environment import find_root
from suite.http import Service
from suite.text.front_matter import FrontMatterError
from suite_testing.databases import TestDatabase

POSTS = find_root(Path(__file__)).parent / "shared" / "data" / "blog-posts"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Fresh = tuple[Service, TestDatabase]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def counts(report: ImportReport) -> tuple[int, int, int, list[str]]:
    return report.created, report.updated, report.unchanged, report.failures


def everything(service: Service) -> list[dict[str, Any]]:
    """All visible articles without what an import cannot keep: ids and dates of writing."""
    api = Api(service)
    found = [api.data(f"/api/blog/posts/{post['slug']}") for post in api.data("/api/blog/posts?limit=200")["articles"]]
    for post in found:
        for name in ("id", "createdAt", "updatedAt", "author_id", "category_id"):
            del post[name]
        post["tags"] = [(tag["slug"], tag["name"], tag["color"]) for tag in post["tags"]]
    return found


@pytest.mark.skipif(not POSTS.is_dir(), reason="the folder of real posts is not there")
def test_real_posts_are_imported_once(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    total = len([path for path in POSTS.iterdir() if path.suffix in (".md", ".markdown")])
    assert counts(import_folder(service.database, POSTS, 3)) == (total, 0, 0, [])
    assert counts(import_folder(service.database, POSTS, 3)) == (0, 0, total, [])
    api = Api(service)
    assert api.json("/api/blog/posts")["pagination"]["total"] == total
    post = api.data("/api/blog/posts/jekyll-1-0-1-released")
    assert post["date"] == "2013-05-08T21:46:11.000Z"
    assert (post["author_name"], post["category_slug"]) == ("parkr", "release")
    assert "<ul>" in post["content"]


@pytest.mark.skipif(not POSTS.is_dir(), reason="the folder of real posts is not there")
def test_an_export_of_real_posts_gives_the_same_blog(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, database = fresh_blog
    import_folder(service.database, POSTS, 3)
    before = everything(service)
    first, second = tmp_path / "first", tmp_path / "second"
    count = export_blog(service.database, 3, first)
    with database.connect(schema="blog") as connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE articles, authors, categories, tags CASCADE")
    assert counts(import_folder(service.database, first, 3)) == (count, 0, 0, [])
    assert everything(service) == before
    export_blog(service.database, 3, second)
    names = sorted(path.name for path in first.iterdir())
    assert sorted(path.name for path in second.iterdir()) == names
    assert [(second / name).read_bytes() for name in names[1:]] == [(first / name).read_bytes() for name in names[1:]]
    shutil.rmtree(first)


def test_a_changed_file_changes_its_article(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    path = write(tmp_path, "2024-02-03-um-post.md", "---\ntitle: Um post\ntags: [Ação, cinema]\n---\nOlá *mundo*\n")
    assert counts(import_folder(service.database, tmp_path, 3)) == (1, 0, 0, [])
    post = Api(service).data("/api/blog/posts/um-post")
    assert post["content"] == "<p>Olá <em>mundo</em></p>\n"
    assert post["description"] == "Olá mundo"
    assert post["date"] == "2024-02-03T00:00:00.000Z"
    assert [tag["slug"] for tag in post["tags"]] == ["acao", "cinema"]
    path.write_text(path.read_text(encoding="utf-8").replace("mundo", "leitor"), encoding="utf-8")
    assert counts(import_folder(service.database, tmp_path, 3)) == (0, 1, 0, [])
    assert "leitor" in Api(service).data("/api/blog/posts/um-post")["content"]


def test_a_dry_run_writes_nothing(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    write(tmp_path, "2024-02-03-um-post.md", "---\ntitle: Um\n---\nx\n")
    assert counts(import_folder(service.database, tmp_path, 3, dry_run=True)) == (1, 0, 0, [])
    assert Api(service).json("/api/blog/posts")["pagination"]["total"] == 0


def test_scripts_in_posts_are_gone(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    write(
        tmp_path,
        "2024-02-03-mau.md",
        "---\ntitle: Mau\n---\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) fim\n",
    )
    import_folder(service.database, tmp_path, 3)
    content = Api(service).data("/api/blog/posts/mau")["content"]
    assert "script" not in content.replace("javascript:alert(1)) fim", "")
    assert 'href="javascript' not in content
    assert "fim" in content


def test_posts_of_other_generators_are_read(tmp_path: Path) -> None:
    hugo = write(
        tmp_path,
        "posts/com-toml.md",
        '+++\ntitle = "Hugo"\ndate = 2024-05-06T07:08:09-03:00\ndraft = true\ntags = ["a"]\n+++\nx',
    )
    post = read_post(hugo, NOW)
    assert (post.slug, post.title, post.state, post.tags) == ("com-toml", "Hugo", "draft", ["a"])
    assert post.published_at == datetime(2024, 5, 6, 10, 8, 9, tzinfo=UTC)
    docusaurus = write(
        tmp_path,
        "2021-08-26-bem-vindo/index.md",
        "---\nauthors:\n  - name: Redação\n    title: Equipe\ntags: [facebook, hello]\nimage: ./img/capa.png\n---\n"
        "a\n\n<!--truncate-->\n\n![b](./b.png)\n",
    )
    post = read_post(docusaurus, NOW)
    assert (post.slug, post.author, post.image_url) == ("bem-vindo", "Redação", "./img/capa.png")
    assert '<img src="./b.png" alt="b">' in post.content
    assert "truncate" not in post.content


def test_liquid_code_blocks_and_links_to_posts_are_markdown(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "2024-01-01-liquid.md",
        "---\ntitle: L\n---\n{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n"
        "[a]({% post_url 2013-05-06-um-dois %})\n",
    )
    content = read_post(path, NOW).content
    assert '<code class="language-ruby">puts 1' in content
    assert '<a href="/analise/um-dois">a</a>' in content


def test_a_post_of_the_future_is_scheduled(tmp_path: Path) -> None:
    assert read_post(write(tmp_path, "2030-01-01-depois.md", "---\ntitle: D\n---\nx"), NOW).state == "scheduled"


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("title: [um\ndate: 2024-01-01", 3),
        ("title: Um\ndate: ontem", 3),
        ("title: Um\n\ntags: {a: b}", 4),
        ("title: Um\nb: *a", 3),
        ("title: Um\ntype: [outro]", 3),
        ("- um", 2),
        ("title: Um\nviews: -1", 3),
        ("title: Um\nimage: javascript:x", 3),
    ],
)
def test_bad_front_matter_is_told_with_its_line(tmp_path: Path, head: str, line: int) -> None:
    path = write(tmp_path, "2024-01-01-mau.md", f"---\n{head}\n---\nx")
    with pytest.raises(FrontMatterError) as caught:
        read_post(path, NOW)
    assert caught.value.line == line


@pytest.mark.parametrize("text", ["", "sem cabeça", "---\ntitle: aberto\n"])
def test_a_file_without_a_head_is_reported_and_skipped(fresh_blog: Fresh, tmp_path: Path, text: str) -> None:
    service, _ = fresh_blog
    write(tmp_path, "2024-01-01-mau.md", text)
    write(tmp_path, "2024-01-02-bom.md", "---\ntitle: Bom\n---\nx")
    report = import_folder(service.database, tmp_path, 3)
    assert report.created == 1
    assert report.failures[0].startswith("2024-01-01-mau.md:1: ")


def test_two_files_of_one_slug_do_not_overwrite_each_other(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    for day in ("01", "02"):
        write(tmp_path, f"2024-01-{day}-mesmo.md", f"---\ntitle: Dia {day}\n---\nx")
    report = import_folder(service.database, tmp_path, 3)
    assert counts(report) == (2, 0, 0, [])
    assert report.remarks == ["2024-01-02-mesmo.md:1: slug mesmo belongs to 2024-01-01-mesmo.md, now mesmo-2"]
    assert Api(service).data("/api/blog/posts/mesmo")["title"] == "Dia 01"
    assert Api(service).data("/api/blog/posts/mesmo-2")["title"] == "Dia 02"


def test_what_cannot_be_stored_becomes_a_replacement_character(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    head = 'title: "a\\0b \\uD800"\ntags: ["t\\0"]\nextra: {"k\\0": [.nan, 1e999, 123456789012345678901234567890]}'
    write(tmp_path, "2024-01-01-mau.md", f"---\n{head}\n---\nbody\n")
    report = import_folder(service.database, tmp_path, 3, site_url="https://blog.example")
    assert report.created + len(report.failures) == 1
    if report.created:
        assert "\ufffd" in Api(service).data("/api/blog/posts/mau")["title"]


def test_a_file_that_fails_as_nobody_thought_of_spoils_no_other(
    fresh_blog: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, _ = fresh_blog

    def fail_once(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name.endswith("a.md"):
            raise RuntimeError("nobody thought of it")
        return read_post(path, *arguments, **options)

    monkeypatch.setattr("blog_api.importer.folder.read_post", fail_once)
    write(tmp_path, "2024-01-01-a.md", "---\ntitle: A\n---\nx\n")
    write(tmp_path, "2024-01-02-b.md", "---\ntitle: B\n---\nx\n")
    report = import_folder(service.database, tmp_path, 3)
    assert counts(report) == (1, 0, 0, ["2024-01-01-a.md:1: RuntimeError: nobody thought of it"])


def test_six_characters_that_look_like_an_escape_are_text(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    write(tmp_path, "2026-11-29-nul.md", "---\ntitle: The \\u0000 escape\nnote: [\\u0000]\n---\nbody \\u0000\n")
    write(tmp_path, "2026-11-30-z.md", "---\ntitle: After it\n---\nok\n")
    report = import_folder(service.database, tmp_path, 3, site_url="https://blog.example")
    assert counts(report) == (2, 0, 0, [])
    assert Api(service).data("/api/blog/posts/nul")["title"] == "The \\u0000 escape"
