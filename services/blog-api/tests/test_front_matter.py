"""Fields of Jekyll, Hugo, Ghost, Docusaurus and MkDocs: what each means here, and what is told to mean nothing."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from blog_client import Api

from blog_api.importer.dates import as_moment
from blog_api.importer.folder import import_folder
from blog_api.importer.posts import Post, read_post
from blog_api.importer.sections import Sections, post_files
from suite.http import Service
from suite.text.front_matter import FrontMatterError
from suite_testing.databases import TestDatabase

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Fresh = tuple[Service, TestDatabase]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def post_of(folder: Path, head: str, name: str = "2024-01-02-um-post.md", body: str = "corpo\n") -> Post:
    fence = "+++" if head.startswith("+++") else "---"
    text = f"{fence}\n{head.removeprefix('+++')}\n{fence}\n{body}"
    return read_post(write(folder, name, text), NOW, sections=Sections(folder))


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        ("tags: linux bash zsh", ["linux", "bash", "zsh"]),
        ("tags: linux, bash", ["linux", "bash"]),
        ("tags: film noir, drama", ["film noir", "drama"]),
        ("tags: [no, on, yes, 2024, 1.10, ~, null]", ["no", "on", "yes", "2024", "1.10"]),
        ("tags:\n- 0x10\n- 1e3\n- 12:30\n- 2024-01-31", ["0x10", "1e3", "12:30", "2024-01-31"]),
        ("tag: film noir", ["film noir"]),
        ("tags: [[a, b], c]", ["a", "b", "c"]),
        ("tags: [a, a, ' a ']", ["a"]),
        ("tags: [{label: Um, permalink: /um}, dois]", ["Um", "dois"]),
        ('+++tags = ["a b", "c"]', ["a b", "c"]),
        ('+++tags = "a b"', ["a b"]),
        ('+++[taxonomies]\ntags = ["a", "b"]', ["a", "b"]),
        ('tags: ["#newsletter", Cinema]', ["Cinema"]),
        ("tags: []", []),
    ],
)
def test_tags_are_read_as_their_generator_means_them(tmp_path: Path, head: str, tags: list[str]) -> None:
    assert post_of(tmp_path, head).tags == tags


@pytest.mark.parametrize(
    ("head", "name", "category"),
    [
        ("categories: dev ops", "2024-01-02-a.md", "dev"),
        ("category: no", "2024-01-02-a.md", "no"),
        ("category: film noir", "2024-01-02-a.md", "film noir"),
        ("categories: [film noir, b]", "2024-01-02-a.md", "film noir"),
        ("title: x", "cinema/noir/_posts/2024-01-02-a.md", "cinema"),
        ("categories: b", "cinema/_posts/2024-01-02-a.md", "cinema"),
        ("title: x", "_posts/noir/2024-01-02-a.md", "Geral"),
        ("primary_tag: Ensaios", "2024-01-02-a.md", "Ensaios"),
        ('+++categories = ["Um"]', "posts/a/2024-01-02-a.md", "Um"),
    ],
)
def test_the_first_category_counts_those_of_folders_before(tmp_path: Path, head: str, name: str, category: str) -> None:
    assert post_of(tmp_path, head, name).category == category


HIDDEN = [
    "draft: true",
    "draft: yes",
    "Draft: TRUE",
    "published: false",
    "published: no",
    "published: 'false'",
    "status: draft",
    "status: scheduled",
    "status: sent",
    "status: private",
    "status: pending",
    "visibility: members",
    "visibility: paid",
    "visibility: tiers",
    "unlisted: true",
    "hidden: true",
    "private: true",
    "password: segredo",
    "email_only: true",
    "headless: true",
    "build:\n  render: never",
    "build: {list: never}",
    "_build: {list: local}",
    "_build: {render: false}",
    "redirect_to: https://other.example/",
    "expiryDate: 2025-01-01",
    "unpublishDate: 2025-12-31T23:59:59Z",
    "+++draft = true",
    "+++headless = true",
    '+++expiryDate = 2025-06-01T00:00:00Z\ndate = "2025-01-01"',
    "state: archived",
]
SHOWN = [
    "title: x",
    "published: true",
    "published: 2024-01-01",
    "draft: false",
    "draft: no",
    "status: published",
    "status: new",
    "visibility: public",
    "unlisted: false",
    "hide: [navigation, toc]",
    "build: {list: always, render: always, publishResources: false}",
    "expiryDate: 2027-01-01",
    "publishDate: 2025-01-01",
    "layout: post",
    "featured: true",
]


@pytest.mark.parametrize("head", HIDDEN)
def test_what_its_generator_would_not_show_is_not_public(tmp_path: Path, head: str) -> None:
    assert post_of(tmp_path, head).state in ("draft", "archived")


@pytest.mark.parametrize("head", SHOWN)
def test_what_its_generator_shows_is_public(tmp_path: Path, head: str) -> None:
    assert post_of(tmp_path, head).state == "published"


@pytest.mark.parametrize(
    ("head", "moment"),
    [
        ("date: 2030-05-06", "2030-05-06T00:00:00+00:00"),
        ("date: 2024-05-06\npublishDate: 2030-05-06T10:00:00-03:00", "2030-05-06T13:00:00+00:00"),
        ("published_at: 2030-05-06T10:00:00.000Z\nstatus: scheduled", "2030-05-06T10:00:00+00:00"),
    ],
)
def test_a_post_of_the_future_waits_for_its_day(tmp_path: Path, head: str, moment: str) -> None:
    post = post_of(tmp_path, head)
    assert (post.state, post.published_at) == ("scheduled", datetime.fromisoformat(moment))


def test_a_date_of_publishing_that_has_passed_leaves_the_date(tmp_path: Path) -> None:
    post = post_of(tmp_path, "date: 2024-05-06\npublishDate: 2025-05-06")
    assert (post.state, post.published_at.isoformat()) == ("published", "2024-05-06T00:00:00+00:00")


def test_pages_aside_are_no_posts_and_drafts_stay_drafts(tmp_path: Path) -> None:
    for name in ("_index.md", "_includes/a.md", ".git/a.md", "_posts/2024-01-01-a.md", "_drafts/b.md", "c.MD"):
        write(tmp_path, name, "---\ntitle: x\ndate: 2024-01-01\n---\nx")
    assert [path.name for path in post_files(tmp_path)] == ["b.md", "2024-01-01-a.md", "c.MD"]
    draft = read_post(tmp_path / "_drafts/b.md", NOW, sections=Sections(tmp_path))
    assert draft.state == "draft"


def test_a_draft_of_jekyll_needs_no_date(tmp_path: Path) -> None:
    path = write(tmp_path, "_drafts/b.md", "---\ntitle: x\n---\nx")
    assert read_post(path, NOW, sections=Sections(tmp_path)).state == "draft"


def test_a_section_hands_down_what_its_cascade_says(tmp_path: Path) -> None:
    write(tmp_path, "oculto/_index.md", "---\ncascade:\n  draft: true\n---\n")
    write(
        tmp_path,
        "alvo/_index.md",
        '+++\n[[cascade]]\nbuild = {list = "never"}\n[cascade._target]\npath = "/alvo/a**"\n+++\n',
    )
    for name, state in (("oculto/fundo/a.md", "draft"), ("alvo/a.md", "draft"), ("alvo/b.md", "published")):
        assert post_of(tmp_path, "date: 2024-01-01", name).state == state
    assert post_of(tmp_path, "date: 2024-01-01\ndraft: false", "oculto/b.md").state == "published"


def test_a_section_that_cannot_be_read_makes_nothing_public(tmp_path: Path) -> None:
    write(tmp_path, "quebrado/_index.md", "---\ncascade: [\n---\n")
    with pytest.raises(FrontMatterError, match="section"):
        post_of(tmp_path, "date: 2024-01-01", "quebrado/a.md")


@pytest.mark.parametrize(
    ("head", "slug", "former"),
    [
        ("slug: Straße-Łódź-Øre-Ægir", "strasse-lodz-ore-aegir", []),
        ("slug: /caminho/meu-post", "meu-post", []),
        ("permalink: /2024/01/outro-nome/", "outro-nome", []),
        ("permalink: /2024/outro.html", "outro", []),
        ("permalink: /:categories/:title/", "um-post", []),
        ("permalink: pretty", "um-post", []),
        ("url: /blog/outro/", "outro", []),
        ("aliases: [/antigo/, /2019/mais-antigo.html]", "um-post", ["antigo", "mais-antigo"]),
        ("redirect_from: /antigo", "um-post", ["antigo"]),
    ],
)
def test_addresses_become_slugs_present_and_former(tmp_path: Path, head: str, slug: str, former: list[str]) -> None:
    post = post_of(tmp_path, head)
    assert (post.slug, post.former) == (slug, former)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-01-31", "2024-01-31T03:00:00+00:00"),
        ("2024-01-31 10:20", "2024-01-31T13:20:00+00:00"),
        ("2024-01-31 9:05:07", "2024-01-31T12:05:07+00:00"),
        ("2024-01-31T10:20:30Z", "2024-01-31T10:20:30+00:00"),
        ("2024-01-31T10:20:30.123456Z", "2024-01-31T10:20:30.123+00:00"),
        ("2024-01-31 10:20:30 -0500", "2024-01-31T15:20:30+00:00"),
        ("2024-01-31 10:20:30 +05:30", "2024-01-31T04:50:30+00:00"),
        ("2024-01-31 10:20:30 UTC", "2024-01-31T10:20:30+00:00"),
        ("2024-01-31 10:20:30 EST", "2024-01-31T15:20:30+00:00"),
        ("2024-07-31 10:20 America/New_York", "2024-07-31T14:20:00+00:00"),
        ("Wed, 31 Jan 2024 10:20:30 +0000", "2024-01-31T10:20:30+00:00"),
        ("Wed Jan 31 10:20:30 2024 -0300", "2024-01-31T13:20:30+00:00"),
        ("January 31, 2024", "2024-01-31T03:00:00+00:00"),
        ("31 Jan 2024", "2024-01-31T03:00:00+00:00"),
        ("Jan 31, 2024 2:05 PM", "2024-01-31T17:05:00+00:00"),
        ("2024/01/31", "2024-01-31T03:00:00+00:00"),
        ("1706696430000", "2024-01-31T10:20:30+00:00"),
        ("2023-01-29 18:30:22 2023 -0800", "2023-01-30T02:30:22+00:00"),
    ],
)
def test_dates_are_read_in_the_forms_people_write_them(written: str, moment: str) -> None:
    assert as_moment(written, ZoneInfo("America/Sao_Paulo")) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("written", ["01/31/2024", "31/01/2024", "ontem", "2024", "2024-13-01", "", "9" * 70])
def test_what_may_be_another_day_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        as_moment(written)


def test_the_forms_that_themes_have_for_pictures_are_one(tmp_path: Path) -> None:
    for head in (
        "image: /a.png\nimage_alt: Capa",
        "image:\n  path: /a.png\n  alt: Capa",
        "cover: {image: /a.png, alt: Capa}",
        "feature_image: /a.png\nfeature_image_alt: Capa",
        "images: [/a.png]\nimage_alt: Capa",
    ):
        post = post_of(tmp_path, head)
        assert (post.image_url, post.image_alt) == ("/a.png", "Capa"), head


@pytest.mark.parametrize(
    ("head", "body", "description"),
    [
        ("description: D", "corpo", "D"),
        ("summary: S", "corpo", "S"),
        ("excerpt: E", "corpo", "E"),
        ("custom_excerpt: C", "corpo", "C"),
        ("title: x", "Um **começo**.\n\n<!--more-->\n\nResto", "Um começo."),
        ("title: x", "Um começo.\n\n<!-- truncate -->\n\nResto", "Um começo."),
        ("excerpt_separator: <!--fim-->", "Antes.\n\n<!--fim-->\n\nResto", "Antes."),
    ],
)
def test_a_summary_is_the_description(tmp_path: Path, head: str, body: str, description: str) -> None:
    assert post_of(tmp_path, head, body=body).description == description


def test_authors_are_looked_up_in_the_folders_file(tmp_path: Path) -> None:
    write(tmp_path, "authors.yml", "ana:\n  name: Ana Maria\n  title: Crítica\n")
    post = post_of(tmp_path, "authors: [ana, rui]")
    assert post.author == "Ana Maria"
    assert (2, "only the first author is shown, not rui") in post.remarks


def test_a_heading_is_the_title_of_a_post_without_one(tmp_path: Path) -> None:
    post = post_of(tmp_path, "date: 2024-01-01", body="\n# Um título\n\ncorpo\n")
    assert (post.title, post.content) == ("Um título", "<p>corpo</p>\n")


def test_mkdocs_writes_dates_as_a_mapping(tmp_path: Path) -> None:
    post = post_of(tmp_path, "date:\n  created: 2024-01-02\n  updated: 2024-02-03", "sem-data.md")
    assert post.modified_at is not None
    assert (post.published_at.isoformat()[:10], post.modified_at.isoformat()[:10]) == ("2024-01-02", "2024-02-03")


def test_fields_without_a_meaning_are_named_and_kept(tmp_path: Path) -> None:
    post = post_of(tmp_path, "layout: post\nweight: 3\ncodeinjection_head: <script>\nfeatured: true\ntitle: x")
    assert post.ignored == ["layout", "weight", "codeinjection_head", "featured"]
    assert post.metadata == {
        "front_matter": {"layout": "post", "weight": 3, "codeinjection_head": "<script>", "featured": True}
    }


def test_a_head_that_ends_in_dots_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "2024-03-10-dots.md", "---\ntitle: Ends with dots\n...\nBody\n")
    assert read_post(path, NOW).title == "Ends with dots"


def test_an_import_tells_what_it_did_otherwise(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    write(tmp_path, "2024-01-01-a.md", "---\nlayout: post\ncategories: [Um, dois]\ntags: ['#nl', C]\n---\nx")
    write(tmp_path, "2024-01-02-b.md", "---\nlayout: post\nunlisted: true\ncategories: [um]\n---\nx")
    report = import_folder(service.database, tmp_path, 3)
    assert report.ignored_lines() == ["layout: no meaning here, kept as metadata (2)"]
    assert report.remarks == [
        "2024-01-01-a.md:3: only the first category counts, not dois",
        "2024-01-01-a.md:4: the internal tag #nl is not shown",
        "2024-01-02-b.md:1: not public: unlisted",
        "2024-01-02-b.md:1: category um is taken for Um",
    ]
    assert Api(service).get("/api/blog/posts/b").status_code == 404


def test_older_addresses_of_a_post_lead_to_it(fresh_blog: Fresh, tmp_path: Path) -> None:
    service, _ = fresh_blog
    write(tmp_path, "2024-01-01-a.md", "---\naliases: [/antigo/, /b]\ncanonical_url: https://x.example/a\n---\nx")
    write(tmp_path, "2024-01-02-b.md", "---\naliases: [/antigo/]\nlastmod: 2024-05-06\n---\nx")
    report = import_folder(service.database, tmp_path, 3)
    assert report.remarks == ["2024-01-02-b.md:1: the older address antigo leads to another article"]
    api = Api(service)
    assert api.get("/blog/articles/antigo").headers["Location"] == "/blog/articles/a"
    assert api.json("/blog/articles/b")["updatedAt"] == "2024-05-06T00:00:00.000Z"
    page = api.get("/artigo/a", headers={"User-Agent": "Googlebot"}).get_data(as_text=True)
    assert '<link rel="canonical" href="https://x.example/a">' in page


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# Um ##", "Um"),
        ("# Um ## ##  ", "Um ##"),
        ("# Um#", "Um#"),
        ("# C# ", "C#"),
        ("#  ##", "##"),
        ("# a" + " " * 500_000 + "b", "a" + " " * 299),
        ("# a" + " #" * 250_000 + "b", "a" + " #" * 149 + " "),
    ],
)
def test_a_heading_is_the_title_without_what_closes_it(tmp_path: Path, heading: str, title: str) -> None:
    """Those of many blanks took the cube of their length."""
    assert post_of(tmp_path, "date: 2024-01-02", body=f"{heading}\ncorpo\n").title == title


def test_names_among_many_blanks_are_names(tmp_path: Path) -> None:
    assert post_of(tmp_path, f"title: T\ntags: 'a{' ' * 60_000}, b'").tags == ["a", "b"]
