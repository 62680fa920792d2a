"""Pages for crawlers: who gets which, what they say, and what of them may be kept."""

import json
import re
from html import unescape
from typing import Any

import pytest
from blog_client import HIDDEN, Api, Rows
from werkzeug.test import TestResponse

from suite.http import Service
from suite.pages.agents import AGENTS

GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
FRONTEND = "https://app.example"
PATHS = [
    "/artigo/mesmo-slug",
    "/analise/mesmo-slug",
    "/lista/lista-de-inverno",
    "/artigo",
    "/analise",
    "/lista",
    "/categorias",
    "/categoria/filmes",
    "/tag/acao",
]
UNKNOWN = ["/artigo/nao-ha", "/analise/rascunho", "/lista/futuro", "/categoria/nao-ha", "/tag/nao-ha"]


def read(service: Service, path: str, agent: str = GOOGLEBOT, **headers: str) -> TestResponse:
    return Api(service).get(path, headers={"User-Agent": agent, **headers})


def facts(reply: TestResponse) -> list[dict[str, Any]]:
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', reply.get_data(as_text=True), re.DOTALL)
    assert block
    data = json.loads(block[1])
    return data.get("@graph", [data])  # type: ignore[no-any-return]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("agent", AGENTS)
def test_every_agent_of_the_list_gets_the_page(start_blog: Any, path: str, agent: str) -> None:
    reply = read(start_blog(frontend_urls=(FRONTEND,)), path, f"Mozilla/5.0 (compatible; {agent}/1.0)")
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", [*PATHS, *UNKNOWN])
@pytest.mark.parametrize("agent", [FIREFOX, "curl/8", "MyWhatsAppClone/1", "slackbotanik", ""])
def test_people_are_sent_to_the_same_path_of_the_frontend(start_blog: Any, path: str, agent: str) -> None:
    reply = read(start_blog(frontend_urls=(FRONTEND, "https://other.example")), path + "?utm=a%20b", agent)
    assert (reply.status_code, reply.headers["Location"]) == (302, f"{FRONTEND}{path}?utm=a%20b")
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_agent_is_told_by_a_page_that_there_is_none(start_blog: Any, path: str) -> None:
    reply = read(start_blog(frontend_urls=(FRONTEND,)), path)
    assert (reply.status_code, reply.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert '<meta name="robots" content="noindex">' in reply.get_data(as_text=True)
    assert HIDDEN not in reply.get_data(as_text=True)


@pytest.mark.parametrize(
    ("frontend", "host"),
    [
        ("http://localhost:3100", "localhost:3100"),
        ("https://vibesfilm.com", "vibesfilm.com"),
        ("https://vibesfilm.com/", "VIBESFILM.com:443"),
        ("http://vibesfilm.com", "vibesfilm.com."),
    ],
)
def test_a_redirect_never_leads_back_to_the_host_that_was_asked(start_blog: Any, frontend: str, host: str) -> None:
    service = start_blog(frontend_urls=(frontend,))
    assert read(service, "/artigo/mesmo-slug", FIREFOX, Host=host).status_code == 200
    assert read(service, "/artigo/mesmo-slug", FIREFOX, Host="api.example").status_code == 302
    assert read(service, "/artigo/mesmo-slug", FIREFOX, Host="localhost:5173").status_code == 302


def test_a_host_that_a_trusted_proxy_names_counts_too(start_blog: Any) -> None:
    service = start_blog(frontend_urls=(FRONTEND,), trusted_proxy_hops=1)
    forwarded = {"Host": "10.0.0.1:3100", "X-Forwarded-Host": "app.example"}
    assert read(service, "/analise", FIREFOX, **forwarded).status_code == 200


def test_without_a_frontend_people_get_the_page(blog_service: Service) -> None:
    assert read(blog_service, "/analise/mesmo-slug", FIREFOX).status_code == 200


def test_both_classes_in_turn_get_their_own_from_the_same_worker(start_blog: Any) -> None:
    service = start_blog(frontend_urls=(FRONTEND,), cache_ttl_seconds=1.0)
    for _ in range(3):
        assert read(service, "/artigo/mesmo-slug").status_code == 200
        assert read(service, "/artigo/mesmo-slug", FIREFOX).status_code == 302


@pytest.mark.parametrize("path", PATHS)
def test_no_shared_cache_may_keep_a_page(blog_service: Service, path: str) -> None:
    reply = read(blog_service, path)
    assert reply.headers["Cache-Control"].startswith("private")
    assert "User-Agent" in reply.headers["Vary"]
    assert read(blog_service, path, **{"If-None-Match": reply.headers["ETag"]}).status_code == 304


def test_an_article_says_what_previews_and_search_engines_read(blog_service: Service, reader: Api) -> None:
    html = unescape(read(blog_service, "/artigo/mesmo-slug").get_data(as_text=True))
    article = reader.json("/blog/articles/mesmo-slug")
    for expected in (
        f"<title>{article['title']} | VibesFilm Blog</title>",
        f'<meta name="description" content="{article["description"]}">',
        '<link rel="canonical" href="https://vibesfilm.com/analise/mesmo-slug">',
        '<meta property="og:type" content="article">',
        f'<meta property="og:title" content="{article["title"]}">',
        '<meta property="og:url" content="https://vibesfilm.com/analise/mesmo-slug">',
        '<meta name="twitter:card" content="summary">',
        "<strong>travelling</strong>",
    ):
        assert expected in html, expected
    described, crumbs = facts(read(blog_service, "/artigo/mesmo-slug"))
    assert (described["@type"], described["headline"]) == ("Article", article["title"])
    assert described["mainEntityOfPage"] == "https://vibesfilm.com/analise/mesmo-slug"
    assert described["author"]["name"] == article["author"]["name"]
    assert [step["item"] for step in crumbs["itemListElement"]] == [
        "https://vibesfilm.com/",
        "https://vibesfilm.com/categoria/filmes",
        "https://vibesfilm.com/analise/mesmo-slug",
    ]


def test_canonical_addresses_are_those_of_the_site(start_blog: Any) -> None:
    service = start_blog(site_url="https://site.example/")
    assert 'href="https://site.example/lista/lista-de-inverno"' in read(
        service, "/artigo/lista-de-inverno", Host="evil.example"
    ).get_data(as_text=True)


def test_a_blog_with_a_domain_is_its_own_site(blog_service: Service) -> None:
    html = read(blog_service, "/analise/mesmo-slug?blogId=2").get_data(as_text=True)
    assert 'href="https://dois.example/analise/mesmo-slug"' in html


def test_what_editors_write_is_text_in_a_page(blog_service: Service, rows: Rows) -> None:
    evil = "</script><script>alert(1)</script>\"'&"
    article = rows.article(3, "mau-titulo", title=evil, description=evil, image_url="/a.png", image_alt=evil)
    try:
        reply = read(blog_service, "/artigo/mau-titulo")
        assert "<script>alert" not in reply.get_data(as_text=True)
        assert facts(reply)[0]["headline"] == evil
        assert "script-src" not in reply.headers["Content-Security-Policy"]
        assert 'content="https://vibesfilm.com/a.png"' in reply.get_data(as_text=True)
    finally:
        rows.run("DELETE FROM articles WHERE id = %s", article)


@pytest.mark.parametrize("path", ["/artigo", "/analise", "/categorias", "/categoria/filmes", "/tag/acao"])
def test_lists_hold_only_what_is_visible(blog_service: Service, path: str) -> None:
    html = read(blog_service, path).get_data(as_text=True)
    assert HIDDEN not in html
    assert "Reservada" not in html
    assert facts(read(blog_service, path))[0]["@type"] == "CollectionPage"


def parts(reply: TestResponse) -> tuple[str, str, str]:
    """Title, description and canonical address of a page."""
    html = reply.get_data(as_text=True)
    patterns = ("<title>(.*?)</title>", 'name="description" content="(.*?)"', 'rel="canonical" href="(.*?)"')
    return tuple(found[1] if (found := re.search(pattern, html)) else "" for pattern in patterns)  # type: ignore


def test_a_category_a_tag_and_a_list_of_one_name_are_told_apart(blog_service: Service, rows: Rows) -> None:
    category = rows.insert("categories", blog_id=3, title="Listas", slug="listas")
    twin = rows.insert("categories", blog_id=3, title="Outras listas", slug="outras", description="As mesmas")
    rows.run("UPDATE categories SET description = 'As mesmas' WHERE id = %s", category)
    tag = rows.insert("tags", blog_id=3, name="Listas", slug="listas")
    try:
        paths = [*PATHS[1:], "/categoria/listas", "/categoria/outras", "/tag/listas"]
        found = [parts(read(blog_service, path)) for path in paths]
        for column in zip(*found, strict=True):
            assert len(set(column)) == len(paths), column
        assert "<h1>Listas</h1>" in read(blog_service, "/categoria/listas").get_data(as_text=True)
    finally:
        rows.run("DELETE FROM categories WHERE id IN (%s, %s)", category, twin)
        rows.run("DELETE FROM tags WHERE id = %s", tag)


def test_pages_of_one_title_are_told_apart_and_the_first_keeps_it(blog_service: Service, rows: Rows) -> None:
    category = rows.value("SELECT category_id FROM articles WHERE blog_id = 3 AND slug = 'segundo'")
    author = rows.value("SELECT author_id FROM articles WHERE blog_id = 3 AND slug = 'segundo'")
    common = {"blog_id": 3, "category_id": category, "author_id": author, "type": "lista", "state": "published"}
    twins = [
        rows.insert("articles", title=title, slug=slug, published_at=moment, **common)
        for title, slug, moment in (
            ("Os melhores de maio", "maio", "2025-05-31T10:00Z"),
            ("Os Melhores de Maio", "maio-2", "2025-05-31T10:00Z"),
            ("Os melhores de maio", "maio-3", "2026-05-31T10:00Z"),
        )
    ]
    categories = [rows.insert("categories", blog_id=3, title="Em maio", slug=slug) for slug in ("em-maio", "em-maio-2")]
    try:
        paths = ["/lista/maio", "/lista/maio-2", "/lista/maio-3", "/categoria/em-maio", "/categoria/em-maio-2"]
        pages = [read(blog_service, path).get_data(as_text=True) for path in paths]
        assert [page.partition("<title>")[2].partition(" |")[0] for page in pages] == [
            "Os melhores de maio",
            "Os Melhores de Maio (2)",
            "Os melhores de maio (3)",
            "Categoria: Em maio",
            "Categoria: Em maio (2)",
        ]
        assert facts(read(blog_service, "/lista/maio-3"))[0]["headline"] == "Os melhores de maio"
    finally:
        rows.run("DELETE FROM articles WHERE id = ANY(%s)", twins)
        rows.run("DELETE FROM categories WHERE id = ANY(%s)", categories)


def test_an_old_slug_shows_the_article_with_its_present_address(blog_service: Service, rows: Rows) -> None:
    article = rows.value("SELECT id FROM articles WHERE blog_id = 3 AND slug = 'segundo'")
    rows.run("INSERT INTO article_slugs (blog_id, slug, article_id) VALUES (3, 'antigo', %s)", article)
    try:
        html = read(blog_service, "/artigo/antigo").get_data(as_text=True)
        assert '<link rel="canonical" href="https://vibesfilm.com/analise/segundo">' in html
    finally:
        rows.run("DELETE FROM article_slugs WHERE slug = 'antigo'")


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_blog_has_no_pages(blog_service: Service, path: str) -> None:
    assert read(blog_service, f"{path}?blogId=4").status_code == 404
