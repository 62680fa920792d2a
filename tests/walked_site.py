"""The site of movies-api and blog-api on their seeds, behind the gateway, and what a real Chromium sees of a page."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from movies_databases import command
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

from blog_api.seed.blogs import plant_blogs
from blog_api.settings import Settings as BlogSettings
from movies_api.cli import main as run_movies
from suite.administration import admin_database
from suite.database import Database
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.nginx_server import running_gateway
from suite_testing.processes import running_service
from suite_testing.tools import require_tool

HOST = "site.test"
SITE = f"http://{HOST}"
FRONTEND = "https://app.example"
CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
PERSON = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1"
READ_PAGE = """async () => {
  const pictures = [...document.images];
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => null)));
  const named = (name) => [...document.querySelectorAll(`meta[name="${name}"],meta[property="${name}"]`)];
  const names = [...document.querySelectorAll('meta')].map((one) => one.name || one.getAttribute('property'));
  return {
    title: document.title,
    text: document.body.innerText,
    canonical: [...document.querySelectorAll('link[rel=canonical]')].map((link) => link.href),
    meta: Object.fromEntries(names.filter(Boolean).map((name) => [name, named(name).map((one) => one.content)])),
    data: [...document.querySelectorAll('script[type="application/ld+json"]')].map((one) => one.textContent),
    links: [...document.querySelectorAll('a[href],area[href]')].map((link) => link.href),
    pictures: pictures.map((one) => ({
      address: one.currentSrc || one.src, width: one.naturalWidth, height: one.naturalHeight, alt: one.alt,
    })),
  };
}"""


@dataclass(frozen=True)
class Seen:
    """A page as Chromium read it; `broken` are requests of our own host that failed."""

    path: str
    status: int
    read: dict[str, Any]
    broken: list[str]

    @property
    def links(self) -> set[str]:
        """Paths of the site that the page names in links, in its canonical address and in what search engines read."""
        told = [self.read["canonical"], self.read["meta"].get("og:url", []), addresses_in(self.read["structured"])]
        return {path_of(link) for links in (self.read["links"], *told) for link in links if is_own(link)}

    @property
    def pictures(self) -> set[str]:
        """Pictures of previews and of search engines."""
        previews = [*self.read["meta"].get("og:image", []), *self.read["meta"].get("twitter:image", [])]
        told = pictures_in(self.read["structured"])
        return {urljoin(SITE, address) for address in (*previews, *told)}


@dataclass
class WalkedSite:
    """The running site and its reader; `foreign` are the pictures of other hosts, which nothing here can reach."""

    gateway: str
    browser: Browser
    foreign: set[str] = field(default_factory=set)

    def ask(self, path: str, agent: str = CRAWLER) -> requests.Response:
        """One answer of the gateway, as it comes."""
        headers = {"User-Agent": agent, "Host": HOST}
        return requests.get(self.gateway + path, headers=headers, allow_redirects=False, timeout=30)

    @contextmanager
    def crawler(self) -> Iterator[Page]:
        """A tab of a crawler that runs no scripts of pages and reaches nobody but the site."""
        context = self.browser.new_context(user_agent=CRAWLER, locale="pt-BR")
        context.route("**/*", self.let_own_through)
        try:
            yield context.new_page()
        finally:
            context.close()

    def let_own_through(self, route: Route) -> None:
        """Abort what goes to other hosts."""
        if is_own(route.request.url):
            route.continue_()
        else:
            self.foreign.add(route.request.url)
            route.abort()

    def see(self, page: Page, path: str) -> Seen:
        """Open a path."""
        broken: list[str] = []

        def note(request: Request) -> None:
            if is_own(request.url):
                broken.append(request.url)

        page.on("requestfailed", note)
        try:
            reply = page.goto(SITE + path)
            read = page.evaluate(READ_PAGE)
        finally:
            page.remove_listener("requestfailed", note)
        assert reply is not None
        return Seen(path, reply.status, {**read, "structured": parsed(read["data"])}, broken)


@contextmanager
def walked_site(cluster: TestCluster, folder: Path) -> Iterator[WalkedSite]:
    """Both services on their seeds, nginx, and Chromium, for which the site's name is this nginx."""
    chromium = require_tool("chromium")
    require_tool("nginx")
    films, articles = cluster.clone("movies-api", "movies"), cluster.clone("blog-api", "blog")
    assert command(run_movies, films, "seed").status == 0
    plant(articles)
    common = {"SITE_URL": SITE, "FRONTEND_URL": FRONTEND}
    movies = {**common, "MOVIES_DATABASE_URL": films.dsn("app_movies"), "MOVIES_PUBLIC_URL": SITE}
    blog = {**common, "BLOG_DATABASE_URL": articles.dsn("app_blog"), "BLOG_PUBLIC_URL": SITE}
    for name in ("movies", "blog"):
        (folder / name).mkdir()
    with ExitStack() as stack:
        ports = {
            "movies-api": stack.enter_context(
                running_service("movies_api.wsgi:app", "movies_api.settings", "MOVIES", movies, folder / "movies")
            ).port,
            "blog-api": stack.enter_context(
                running_service("blog_api.wsgi:app", "blog_api.settings", "BLOG", blog, folder / "blog")
            ).port,
        }
        gateway = stack.enter_context(running_gateway(ports, folder / "nginx"))
        playwright = stack.enter_context(sync_playwright())
        # The tests' own pages only, and as root in containers, where Chromium has no sandbox of its own.
        rules = f"--host-resolver-rules=MAP {HOST}:80 {gateway.removeprefix('http://')}"
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", rules, "--disable-features=HttpsUpgrades"]
        )
        stack.callback(browser.close)
        yield WalkedSite(gateway, browser)
    for database in (films, articles):
        cluster.drop(database.name)


def plant(database: TestDatabase) -> None:
    """The written blogs."""
    owner = admin_database(BlogSettings, database.dsn())
    service = Database(database.dsn("app_blog"), schema="blog", application="seeds", pool_size=2)
    try:
        assert plant_blogs(owner, service).failures == []
    finally:
        service.close()
        owner.close()


def parsed(blocks: list[str]) -> list[dict[str, Any]]:
    """What search engines read, every node for itself."""
    nodes: list[dict[str, Any]] = []
    for block in blocks:
        value = json.loads(block)
        assert value["@context"] == "https://schema.org"
        nodes += value.get("@graph", [value])
    return nodes


def is_own(address: str) -> bool:
    """Whether an address is one of the site."""
    return urlsplit(address).netloc == HOST


def path_of(address: str) -> str:
    """Path and query of an address."""
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def values_in(node: Any, names: tuple[str, ...]) -> Iterator[str]:
    """Texts below keys of these names."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name in names:
                yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
            yield from values_in(value, names)
    elif isinstance(node, list):
        for one in node:
            yield from values_in(one, names)


def addresses_in(node: Any) -> list[str]:
    """Addresses of pages that search engines read."""
    return list(values_in(node, ("url", "item", "mainEntityOfPage", "@id", "target")))


def pictures_in(node: Any) -> list[str]:
    """Addresses of pictures that search engines read."""
    return list(values_in(node, ("image", "logo", "thumbnailUrl")))
