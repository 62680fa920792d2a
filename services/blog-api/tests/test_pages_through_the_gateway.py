"""Agents and people ask for the same pages, in turn, through nginx as it is generated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from suite_testing.databases import TestDatabase
from suite_testing.nginx_server import running_gateway
from suite_testing.processes import running_service

AGENTS = ("Mozilla/5.0 (compatible; bingbot/2.0)", "WhatsApp/2.23", "facebookexternalhit/1.1")
PERSON = "Mozilla/5.0 (iPhone) Safari/604.1"
FRONTEND = "https://app.example"
PATHS = ["/artigo/mesmo-slug", "/analise/mesmo-slug", "/lista/lista-de-inverno", "/analise", "/lista", "/artigo"]
PATHS += ["/categorias", "/categoria/filmes", "/tag/acao"]


@pytest.fixture(scope="module")
def gateway(blog_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    variables = {"BLOG_DATABASE_URL": blog_database.dsn("app_blog"), "FRONTEND_URL": f"{FRONTEND},https://b.example"}
    folder: Path = tmp_path_factory.mktemp("pages")
    with (
        running_service("blog_api.wsgi:app", "blog_api.settings", "BLOG", variables, folder) as service,
        running_gateway({"blog-api": service.port}, folder / "nginx") as url,
    ):
        yield url


def ask(url: str, agent: str) -> requests.Response:
    return requests.get(url, headers={"User-Agent": agent}, allow_redirects=False, timeout=30)


@pytest.mark.parametrize("path", PATHS)
def test_each_class_gets_its_own_whoever_asked_before(gateway: str, path: str) -> None:
    for agent in AGENTS:
        page, sent = ask(gateway + path, agent), ask(gateway + path, PERSON)
        assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert (sent.status_code, sent.headers["Location"]) == (302, FRONTEND + path)
        for reply in (page, sent):
            assert "User-Agent" in reply.headers["Vary"]
            assert reply.headers["Cache-Control"].split(",")[0] in ("private", "no-store")


def test_an_address_without_a_page_is_a_page_with_the_status_404(gateway: str) -> None:
    page = ask(f"{gateway}/artigo/nao-ha", AGENTS[0])
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert ask(f"{gateway}/artigo/nao-ha", PERSON).status_code == 302
