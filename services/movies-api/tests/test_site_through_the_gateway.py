"""Agents and people ask for the same pages, in turn, through nginx as it is generated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from movies_databases import command

from movies_api.cli import main
from suite_testing.databases import TestCluster
from suite_testing.nginx_server import running_gateway
from suite_testing.processes import running_service

AGENTS = ("Mozilla/5.0 (compatible; Googlebot/2.1)", "Twitterbot/1.0", "TelegramBot (like TwitterBot)")
PERSON = "Mozilla/5.0 (Macintosh) Safari/605.1"
FRONTEND = "https://app.example"
PATHS = ["/", "/filme/matrix", "/onde-assistir/matrix", "/sobre"]


@pytest.fixture(scope="module")
def gateway(test_cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    clone = test_cluster.clone("movies-api", "movies")
    assert command(main, clone, "seed").status == 0
    variables = {"MOVIES_DATABASE_URL": clone.dsn("app_movies"), "FRONTEND_URL": f"{FRONTEND},https://b.example"}
    folder: Path = tmp_path_factory.mktemp("site")
    with (
        running_service("movies_api.wsgi:app", "movies_api.settings", "MOVIES", variables, folder) as service,
        running_gateway({"movies-api": service.port}, folder / "nginx") as url,
    ):
        yield url
    test_cluster.drop(clone.name)


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


def test_an_unknown_film_is_a_page_with_the_status_404(gateway: str) -> None:
    page = ask(f"{gateway}/filme/nao-ha", AGENTS[0])
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert ask(f"{gateway}/filme/nao-ha", PERSON).status_code == 302
