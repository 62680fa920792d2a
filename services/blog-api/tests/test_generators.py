"""Sites of Jekyll, Hugo, Zola, MkDocs, Docusaurus, Ghost and Eleventy: field by field, and what their files hide."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from blog_client import Api

from blog_api.importer.folder import import_folder
from blog_api.importer.generators import SiteUnreadable, find_site
from blog_api.importer.globs import UnreadablePattern, matches, matches_below
from blog_api.importer.posts import Post, read_post
from blog_api.importer.sections import Sections
from suite.http import Service
from suite.text.front_matter import FrontMatterError
from suite_testing.databases import TestDatabase

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Fresh = tuple[Service, TestDatabase]


def plant(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def read(folder: Path, name: str, root: str = "") -> Post:
    return read_post(folder / name, NOW, sections=Sections(folder / root))


# Every field its documentation names: what it becomes here, or None where the import says that it means nothing.
FIELDS: dict[str, dict[str, tuple[str, str | None]]] = {
    "jekyll": {
        "layout": ("post", None),
        "permalink": ("/um/nome/", "slug=nome"),
        "published": ("false", "state=draft"),
        "date": ("2024-05-06 07:08:09 -0300", "published_at=2024-05-06T10:08:09+00:00"),
        "category": ("cinema", "category=cinema"),
        "categories": ("[cinema, b]", "category=cinema"),
        "tags": ("a b", "tags=['a', 'b']"),
        "excerpt": ("E", "description=E"),
        "excerpt_separator": ("<!--fim-->", "description=corpo"),
        "render_with_liquid": ("false", ""),
        "slug": ("outro", "slug=outro"),
        "title": ("T", "title=T"),
        "author": ("Ana", "author=Ana"),
        "description": ("D", "description=D"),
        "image": ("/a.png", "image_url=/a.png"),
        "canonical_url": ("https://x.example/a", ""),
        "last_modified_at": ("2024-05-06", "modified_at=2024-05-06T00:00:00+00:00"),
        "redirect_from": ("/antigo/", "former=['antigo']"),
        "redirect_to": ("https://x.example/", "state=draft"),
        "hidden": ("true", "state=draft"),
        "sitemap": ("false", None),
        "lang": ("pt", None),
        "locale": ("pt_BR", None),
        "seo": ("{type: BlogPosting}", None),
        "twitter": ("{card: summary}", None),
        "comments": ("true", None),
        "toc": ("true", None),
        "pin": ("true", None),
    },
    "hugo": {
        "aliases": ("[/antigo/]", "former=['antigo']"),
        "build": ("{list: never}", "state=draft"),
        "cascade": ("{draft: true}", None),
        "date": ("2024-05-06", "published_at=2024-05-06T00:00:00+00:00"),
        "description": ("D", "description=D"),
        "draft": ("true", "state=draft"),
        "expiryDate": ("2025-01-01", "state=archived"),
        "headless": ("true", "state=draft"),
        "isCJKLanguage": ("true", None),
        "keywords": ("[a, b]", "keywords=['a', 'b']"),
        "lastmod": ("2024-05-06", "modified_at=2024-05-06T00:00:00+00:00"),
        "layout": ("single", None),
        "linkTitle": ("L", None),
        "markup": ("goldmark", None),
        "menus": ("main", None),
        "modified": ("2024-05-06", "modified_at=2024-05-06T00:00:00+00:00"),
        "outputs": ("[json]", "state=draft"),
        "params": ("{author: Ana}", "author=Ana"),
        "pubdate": ("2027-01-01", "state=scheduled"),
        "publishDate": ("2027-01-01", "state=scheduled"),
        "published": ("2027-01-01", "state=scheduled"),
        "resources": ("[{src: a.png}]", None),
        "series": ("[a]", None),
        "sitemap": ("{disable: true}", None),
        "slug": ("outro", "slug=outro"),
        "summary": ("S", "description=S"),
        "title": ("T", "title=T"),
        "translationKey": ("k", None),
        "type": ("galeria", "type=analise"),
        "unpublishDate": ("2025-01-01", "state=archived"),
        "url": ("/blog/outro/", "slug=outro"),
        "weight": ("10", None),
        "images": ("[a.png]", "image_url=a.png"),
        "videos": ("[a.mp4]", None),
        "audio": ("[a.mp3]", None),
        "tags": ("[a b]", "tags=['a b']"),
        "categories": ("[a b]", "category=a b"),
    },
    "zola": {
        "updated": ("2024-05-06", "modified_at=2024-05-06T00:00:00+00:00"),
        "path": ("um/outro", "slug=outro"),
        "authors": ("[Ana]", "author=Ana"),
        "taxonomies": ("{tags: [a], categories: [b]}", "tags=['a']"),
        "extra": ("{hidden: true}", "state=draft"),
        "render": ("false", "state=draft"),
        "in_search_index": ("false", None),
        "template": ("a.html", None),
    },
    "ghost": {
        "title": ("T", "title=T"),
        "slug": ("outro", "slug=outro"),
        "status": ("draft", "state=draft"),
        "visibility": ("members", "state=draft"),
        "tiers": ("[gold]", None),
        "email_only": ("true", "state=draft"),
        "featured": ("true", None),
        "feature_image": ("/a.png", "image_url=/a.png"),
        "feature_image_alt": ("Capa", "image_alt=Capa"),
        "feature_image_caption": ("C", None),
        "custom_excerpt": ("E", "description=E"),
        "excerpt": ("E", "description=E"),
        "meta_title": ("M", None),
        "meta_description": ("M", "description=M"),
        "og_title": ("O", None),
        "og_description": ("O", None),
        "og_image": ("/o.png", "image_url=/o.png"),
        "twitter_title": ("W", None),
        "twitter_image": ("/w.png", None),
        "codeinjection_head": ("<script>", None),
        "codeinjection_foot": ("<script>", None),
        "custom_template": ("t", None),
        "canonical_url": ("https://x.example/a", ""),
        "created_at": ("2024-05-06T00:00:00.000Z", "published_at=2024-05-06T00:00:00+00:00"),
        "published_at": ("2024-05-06T00:00:00.000Z", "published_at=2024-05-06T00:00:00+00:00"),
        "updated_at": ("2024-05-06T00:00:00.000Z", "modified_at=2024-05-06T00:00:00+00:00"),
        "tags": ("['#interno', Cinema]", "tags=['Cinema']"),
        "primary_tag": ("Cinema", "category=Cinema"),
        "authors": ("[{name: Ana}]", "author=Ana"),
        "primary_author": ("{name: Ana, slug: ana}", "author=Ana"),
        "reading_time": ("3", None),
        "email_subject": ("A", None),
    },
    "docusaurus": {
        "title": ("T", "title=T"),
        "title_meta": ("T", None),
        "authors": ("[{key: ana, title: Chefe}]", "author=ana"),
        "author": ("Ana", "author=Ana"),
        "author_title": ("Chefe", None),
        "author_url": ("https://x.example/", None),
        "author_image_url": ("https://x.example/a.png", None),
        "date": ("2024-05-06T10:00", "published_at=2024-05-06T10:00:00+00:00"),
        "tags": ("[{label: Um, permalink: /um}]", "tags=['Um']"),
        "draft": ("true", "state=draft"),
        "unlisted": ("true", "state=draft"),
        "hide_table_of_contents": ("true", None),
        "toc_min_heading_level": ("2", None),
        "toc_max_heading_level": ("3", None),
        "keywords": ("a, b", "keywords=['a', 'b']"),
        "description": ("D", "description=D"),
        "image": ("./a.png", "image_url=./a.png"),
        "slug": ("/blog/outro", "slug=outro"),
        "last_update": ("{date: 2024-05-06, author: Ana}", "modified_at=2024-05-06T00:00:00+00:00"),
        "sidebar_label": ("S", None),
        "sidebar_position": ("2", None),
        "custom_edit_url": ("https://x.example/", None),
        "pagination_next": ("a", None),
    },
    "mkdocs": {
        "title": ("T", "title=T"),
        "subtitle": ("T", None),
        "description": ("D", "description=D"),
        "icon": ("material/a", None),
        "status": ("new", None),
        "hide": ("[toc]", None),
        "search": ("{exclude: true}", None),
        "template": ("a.html", None),
        "social": ("{cards: false}", None),
        "authors": ("[ana]", "author=ana"),
        "categories": ("[Um]", "category=Um"),
        "date": ("{created: 2024-05-06, updated: 2024-06-07}", "modified_at=2024-06-07T00:00:00+00:00"),
        "draft": ("true", "state=draft"),
        "pin": ("true", None),
        "links": ("[a.md]", None),
        "readtime": ("15", None),
        "slug": ("outro", "slug=outro"),
        "tags": ("[a]", "tags=['a']"),
    },
}
ROWS = [(name, *row, kind) for kind, fields in FIELDS.items() for name, row in fields.items()]


@pytest.mark.parametrize(("name", "value", "meaning", "generator"), ROWS, ids=[f"{row[3]}-{row[0]}" for row in ROWS])
def test_every_field_has_its_meaning_or_is_told_to_have_none(
    tmp_path: Path, name: str, value: str, meaning: str | None, generator: str
) -> None:
    plant(tmp_path, {"2024-01-02-um.md": f"---\n{name}: {value}\n---\ncorpo <!--fim--> resto"})
    post = read(tmp_path, "2024-01-02-um.md")
    if meaning is None:
        assert post.ignored == [name]
        assert post.metadata is not None
        assert list(post.metadata["front_matter"]) == [name]
    else:
        assert post.ignored == []
        field, _, expected = meaning.partition("=")
        found = getattr(post, field) if field else ""
        assert (found.isoformat() if isinstance(found, datetime) else str(found)) == expected


def test_of_two_fields_with_one_meaning_the_second_is_told(tmp_path: Path) -> None:
    plant(tmp_path, {"2024-01-02-um.md": "---\ndescription: D\nsummary: S\nparams: {cor: azul, author: A}\n---\nx"})
    post = read(tmp_path, "2024-01-02-um.md")
    assert (post.description, post.author, post.ignored) == ("D", "A", ["summary", "params.cor"])


DEFAULTS = """
plugins: [a]
exclude: [fora, _posts/2024-01-09-fora.md, "*.tmp.md"]
timezone: America/Sao_Paulo
defaults:
  - scope: {path: "", type: posts}
    values: {author: Ana, published: false}
  - scope: {path: "_posts/abertos"}
    values: {published: true}
  - scope: {path: "_posts/*/fechados"}
    values: {published: false}
  - scope: {path: "", type: pages}
    values: {draft: true}
"""


@pytest.mark.parametrize(
    ("name", "head", "state"),
    [
        ("_posts/2024-01-01-a.md", "", "draft"),
        ("_posts/2024-01-01-a.md", "published: true", "published"),
        ("_posts/abertos/2024-01-01-a.md", "", "published"),
        ("_posts/abertos/fechados/2024-01-01-a.md", "", "draft"),
        ("sobre.md", "date: 2024-01-01", "draft"),
        ("_posts/abertos/sem-data.md", "date: 2024-01-01", "draft"),
    ],
)
@pytest.mark.parametrize("root", ["", "_posts"])
def test_defaults_of_jekyll_are_those_of_its_posts(tmp_path: Path, name: str, head: str, state: str, root: str) -> None:
    plant(tmp_path, {"_config.yml": DEFAULTS, "_posts/x.txt": "", name: f"---\n{head}\n---\nx"})
    post = read(tmp_path, name, root if name.startswith(root) else "")
    assert post.state == state
    assert post.author == ("Redação" if name == "sobre.md" else "Ana")


@pytest.mark.parametrize(
    ("files", "name", "state"),
    [
        ({"content/_index.md": "---\ndraft: true\n---\n"}, "content/posts/a.md", "draft"),
        ({"content/posts/_index.md": "+++\ndraft = true\n+++\n"}, "content/posts/fundo/a.md", "draft"),
        ({"content/posts/_index.md": "---\nexpiryDate: 2025-01-01\n---\n"}, "content/posts/a.md", "draft"),
        ({"content/posts/_index.md": "---\npublishDate: 2030-01-01\n---\n"}, "content/posts/a.md", "draft"),
        ({"content/posts/_index.md": "---\nbuild: {render: never}\n---\n"}, "content/posts/a.md", "published"),
        ({"content/outro/_index.md": "---\ndraft: true\n---\n"}, "content/posts/a.md", "published"),
        ({"hugo.toml": "[cascade]\ndraft = true"}, "content/posts/a.md", "draft"),
        ({"hugo.yaml": "cascade: {_target: {path: '/posts/**'}, draft: true}"}, "content/posts/a.md", "draft"),
        ({"hugo.yaml": "cascade: {_target: {path: '/posts/*'}, draft: true}"}, "content/posts/b/c.md", "published"),
        ({"hugo.yaml": "cascade: {target: {path: '{/x,/posts}/a'}, draft: true}"}, "content/posts/a.md", "draft"),
        ({"hugo.yaml": "cascade: {target: {path: '/posts/a'}, draft: true}"}, "content/posts/a/index.md", "draft"),
        ({"hugo.yaml": "cascade: {target: {kind: section}, draft: true}"}, "content/posts/a.md", "published"),
        ({"hugo.yaml": "cascade: {target: {kind: '{page,term}'}, draft: true}"}, "content/posts/a.md", "draft"),
        (
            {"hugo.yaml": "cascade: [{target: {environment: development}, draft: true}]"},
            "content/posts/a.md",
            "published",
        ),
        (
            {"config/_default/hugo.json": '{"contentDir": "texto", "cascade": {"draft": true}}'},
            "texto/posts/a.md",
            "draft",
        ),
        ({"docs/posts/.meta.yml": "draft: true"}, "docs/posts/fundo/a.md", "draft"),
        ({"posts/posts.11tydata.json": '{"permalink": false}'}, "posts/a.md", "draft"),
        ({".eleventy.js": "", "posts/posts.json": '{"eleventyExcludeFromCollections": true}'}, "posts/a.md", "draft"),
        ({"posts/posts.json": '{"draft": true}'}, "posts/a.md", "published"),
    ],
)
@pytest.mark.parametrize("nearest", [False, True])
def test_what_a_site_or_section_hides_is_not_public(
    tmp_path: Path, files: dict[str, str], name: str, state: str, nearest: bool
) -> None:
    files = {"hugo.toml": "", **files} if "content/_index.md" in files else files
    plant(tmp_path, {**files, name: "---\ndate: 2024-01-01\n---\nx"})
    roots = [part for part in ("content/posts", "texto/posts", "docs", "posts") if (tmp_path / part).is_dir()]
    assert read(tmp_path, name, roots[0] if nearest else "").state == state


@pytest.mark.parametrize(
    ("files", "name", "left_out"),
    [
        ({"_config.yml": DEFAULTS}, "fora/2024-01-01-a.md", True),
        ({"_config.yml": DEFAULTS}, "_posts/2024-01-09-fora.md", True),
        ({"_config.yml": DEFAULTS}, "_posts/fundo/2024-01-01-a.tmp.md", True),
        ({"_config.yml": DEFAULTS}, "_posts/2024-01-10-dentro.md", False),
        ({"hugo.toml": "ignoreFiles = ['\\.rasc\\.md$']"}, "content/a.rasc.md", True),
        ({"hugo.toml": "ignoreFiles = ['\\.rasc\\.md$']"}, "content/a.md", False),
        ({"hugo.toml": "", "content/a/index.md": "---\n---\n"}, "content/a/nota.md", True),
        ({"hugo.toml": "", "content/a/index.md": "---\n---\n"}, "content/a/b/nota.md", True),
        ({"hugo.toml": "", "content/index.md": "---\n---\n"}, "content/nota.md", False),
        ({"mkdocs.yml": "exclude_docs: |\n  *.priv.md\n  !bom.priv.md\n  /interno/\n"}, "docs/a/x.priv.md", True),
        ({"mkdocs.yml": "exclude_docs: |\n  *.priv.md\n  !bom.priv.md\n  /interno/\n"}, "docs/a/bom.priv.md", False),
        ({"mkdocs.yml": "exclude_docs: |\n  *.priv.md\n  !bom.priv.md\n  /interno/\n"}, "docs/interno/x.md", True),
        ({"mkdocs.yml": "exclude_docs: |\n  *.priv.md\n  !bom.priv.md\n  /interno/\n"}, "docs/a/interno/x.md", False),
        ({"mkdocs.yml": "x: !!python/name:a.b\ny: !ENV [A, b]\ndraft_docs: rascunhos/"}, "docs/rascunhos/x.md", True),
        ({"mkdocs.yml": "draft_docs: rascunhos/"}, "docs/rascunhos.md", False),
    ],
)
def test_files_that_a_site_leaves_out_are_no_posts(
    tmp_path: Path, files: dict[str, str], name: str, left_out: bool
) -> None:
    plant(tmp_path, {**files, name: "---\ndate: 2024-01-01\n---\nx"})
    assert bool(Sections(tmp_path).exclusion(tmp_path / name)) == left_out


@pytest.mark.parametrize(
    "files",
    [
        {"_config.yml": "defaults: ["},
        {"hugo.toml": "cascade = "},
        {"hugo.json": "{"},
        {"hugo.toml": "ignoreFiles = ['(a+)+$']"},
        {"hugo.toml": "ignoreFiles = ['[']"},
        {"_config.yml": f"exclude: ['{'{a,b}' * 12}']"},
        {"mkdocs.yml": f"exclude_docs: {'a' * 600}"},
    ],
)
def test_a_site_that_cannot_be_read_makes_nothing_public(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(SiteUnreadable):
        Sections(plant(tmp_path, files))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("_index.md", "---\ncascade: [\n---\n"),
        ("_index.md", "---\ndate: ontem\n---\n"),
        ("_index.md", f"---\ncascade: {{target: {{path: {'a' * 600}}}, draft: false}}\n---\n"),
        (".meta.yml", "a: ["),
        ("secao.11tydata.json", "{"),
    ],
)
def test_a_section_that_cannot_be_read_makes_nothing_public(tmp_path: Path, name: str, text: str) -> None:
    plant(tmp_path, {f"secao/{name}": text, "secao/a.md": "---\ndate: 2024-01-01\n---\nx"})
    with pytest.raises(FrontMatterError, match=r"section|folder"):
        read(tmp_path, "secao/a.md")


@pytest.mark.parametrize(
    ("files", "folder", "generator"),
    [
        ({"config.toml": "", "content/a.md": ""}, "content", "hugo"),
        ({"config.toml": "", "outra/a.md": ""}, "outra", ""),
        ({"config.toml": "", ".git/HEAD": "", "content/x/.git/HEAD": ""}, "content/x", ""),
        ({"_config.yml": "", "blog/_posts/a.md": ""}, "blog/_posts", "jekyll"),
        ({"_config.yml": "# nada\n", "_posts/a.md": ""}, "_posts", "jekyll"),
        ({"_config.yml": "---\ntitle: x\n", "_posts/a.md": ""}, "", "jekyll"),
        ({"mkdocs.yml": "docs_dir: texto", "texto/a.md": ""}, "texto", "mkdocs"),
        ({"mkdocs.yml": "docs_dir: texto", "docs/a.md": ""}, "docs", ""),
    ],
)
def test_a_folder_belongs_to_the_site_whose_pages_it_holds(
    tmp_path: Path, files: dict[str, str], folder: str, generator: str
) -> None:
    assert find_site(plant(tmp_path, files) / folder).generator == generator


def test_dates_are_those_of_the_sites_time_zone(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    plant(tmp_path, {"_config.yml": "timezone: America/Sao_Paulo", "2024-01-01-a.md": "---\nlayout: a\n---\nx"})
    import_folder(service.database, tmp_path, 3)
    assert Api(service).data("/api/blog/posts/a")["date"] == "2024-01-01T03:00:00.000Z"


def test_what_is_left_out_is_told_and_the_rest_imported(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    page = "---\ndate: 2024-01-01\n---\nx"
    plant(tmp_path, {"mkdocs.yml": "exclude_docs: b.md", "docs/a.md": page, "docs/b.md": page})
    report = import_folder(service.database, tmp_path, 3)
    assert (report.created, report.failures) == (1, [])
    assert report.remarks == ["docs/b.md:1: not imported: exclude_docs of its site leaves it out"]


def test_anchors_and_merges_in_a_head_are_read(tmp_path: Path) -> None:
    head = "base: &b {draft: true}\n<<: *b\ntags: [&v 1.10, *v, no]\nkeywords: [*v]"
    post = read(plant(tmp_path, {"2024-01-01-a.md": f"---\n{head}\n---\nx"}), "2024-01-01-a.md")
    assert (post.state, post.tags, post.keywords) == ("draft", ["1.10", "no"], ["1.10"])


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("/fotos/minha capa.png", "/fotos/minha%20capa.png"),
        ("./a b\tc.png", "./a%20b%09c.png"),
        ("https://x.example/a b.png?c=d e", "https://x.example/a%20b.png?c=d%20e"),
        ("/já%20feito.png", "/já%20feito.png"),
        ('/a"<b>`.png', "/a%22%3Cb%3E%60.png"),
    ],
)
@pytest.mark.parametrize("form", ["image: '{}'", "cover: {{image: '{}'}}", "images: ['{}']", "images: [{{src: '{}'}}]"])
def test_the_address_of_a_picture_is_encoded(tmp_path: Path, form: str, given: str, address: str) -> None:
    plant(tmp_path, {"2024-01-01-a.md": f"---\n{form.format(given)}\n---\nx"})
    assert read(tmp_path, "2024-01-01-a.md").image_url == address


def test_an_author_is_looked_up_in_the_nearest_file(tmp_path: Path) -> None:
    authors = "authors:\n  ana: {name: Ana Maria}\n"
    plant(tmp_path, {"blog/.authors.yml": authors, "blog/posts/a.md": "---\ndate: 2024-01-01\nauthors: [ana]\n---\nx"})
    assert read(tmp_path, "blog/posts/a.md").author == "Ana Maria"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("2024/05/06/um-nome.md", "um-nome"),
        ("2024/05/06-um-nome.md", "um-nome"),
        ("2024/05/06/um-nome/index.md", "um-nome"),
    ],
)
def test_folders_tell_the_date_as_docusaurus_has_it(tmp_path: Path, name: str, slug: str) -> None:
    post = read(plant(tmp_path, {name: "---\ntitle: x\n---\nx"}), name)
    assert (post.slug, post.published_at.isoformat()) == (slug, "2024-05-06T00:00:00+00:00")


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/xb", False),
        ("a/**/b", "a/x/y/b", True),
        ("/posts/*", "/posts/a/b", False),
        ("/posts/a**", "/posts/abc/d", True),
        ("*.{md,mdx}", "a.mdx", True),
        ("[!a]b", "ab", False),
        ("[a-c]?", "cb", True),
        ("a\\*", "a*", True),
        ("a\\*", "ab", False),
        ("**/x.md", "x.md", True),
        ("", "", True),
        ("{a", "{a", True),
        ("*" * 500, "a" * 500, True),
        ("a*" * 250, "a" * 5_000 + "b", True),
        ("a*" * 249 + "c", "a" * 5_000 + "b", False),
    ],
)
def test_patterns_are_those_of_paths(pattern: str, path: str, fits: bool) -> None:
    assert matches(pattern, path) is fits


def test_a_folder_above_counts_where_a_pattern_names_it() -> None:
    assert matches_below("a/*", "a/b/c.md")
    assert not matches_below("b", "a/b/c.md")


@pytest.mark.parametrize("pattern", ["a" * 501, "{a,b}" * 7, "{" + ",".join("a" * 100) + "}"])
def test_patterns_that_cost_much_are_refused(pattern: str) -> None:
    with pytest.raises(UnreadablePattern):
        matches(pattern, "a")
