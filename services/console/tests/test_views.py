"""The views of the services in a real Chromium, on what the seeds plant."""

import re
from collections.abc import Iterator

import pytest
from browser_suite import AXE, BrowserSuite, browser_suite
from playwright.sync_api import expect

from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.local_server import LocalServer, QuietHandler

SERVICES = ("movies-api", "blog-api", "documentation-api", "scrape-proxy", "db-sync-worker", "notifications-api")
VIEWS = [
    "films",
    "films?part=catalogue",
    "films?part=runs",
    "blog",
    "blog?part=comments",
    "documents",
    "documents?part=ideas",
    "documents?part=systems",
    "documents?part=health",
    "apis",
    "apis?part=specs",
    "scrape",
    "scrape?part=crawl",
    "sync",
    "inbox",
    "inbox?part=preferences",
    "inbox?part=dead",
    "inbox?part=suppressions",
]
LOADING = re.compile("Loading|Carregando")
DOCUMENT = """---
title: Guia do soquete
domain: operations
type: guide
---

# Guia do soquete

O soquete passa de um processo ao outro.
"""


@pytest.fixture(scope="module")
def suite(
    test_cluster: TestCluster, database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserSuite]:
    folder = tmp_path_factory.mktemp("views")
    documents = folder / "docs"
    documents.mkdir()
    (documents / "soquete.md").write_text(DOCUMENT, encoding="utf-8")
    more = {"DOCS_DIR": str(documents), "SCRAPE_ALLOW_HOSTS": "127.0.0.1"}
    with browser_suite(test_cluster, database, folder, SERVICES, seeded=True, more=more) as running:
        with running.services["documentation-api"].caller("ana") as caller:
            assert caller.post("/api/v1/docs/reindex").status_code == 200
        yield running


def test_a_journey_leads_to_films_with_their_reasons(suite: BrowserSuite) -> None:
    with suite.page("films", user="ana") as page:
        page.get_by_role("textbox", name="What do you feel?").click()
        page.get_by_role("option").first.click()
        page.get_by_role("textbox", name="What do you want to do with it?").click()
        page.get_by_role("option").first.click()
        film = page.get_by_role("article").first
        expect(film).to_be_visible()
        expect(film.get_by_role("progressbar")).to_have_count(6)


def test_an_editor_mends_a_film(suite: BrowserSuite) -> None:
    with suite.page("films?part=catalogue", user="ana") as page:
        page.get_by_role("button", name="Edit: ").first.click()
        page.get_by_label("Director").fill("Agnès Varda")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("cell", name="Agnès Varda").first).to_be_visible()


def test_an_article_is_scheduled_compared_and_restored(suite: BrowserSuite) -> None:
    with suite.page("blog", user=None) as page:
        page.get_by_role("button", name="Edit: ").first.click()
        text = page.get_by_label("Text in Markdown")
        expect(text).to_be_visible()
        before = text.input_value()
        text.fill(f"{before}\n\n## Uma seção nova\n\n<script>window.stolen = 1</script>")
        preview = page.get_by_role("region", name="Preview")
        expect(preview.get_by_role("heading", name="Uma seção nova")).to_be_visible()
        assert page.evaluate("window.stolen") is None
        page.get_by_role("textbox", name="State").click()
        page.get_by_role("option", name="scheduled").click()
        page.get_by_label("Goes out at (UTC)").fill("2099-01-01T08:00")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("table", name="Revisions").get_by_role("row")).to_have_count(3)
        page.get_by_role("button", name="Compare with now").last.click()
        expect(page.get_by_role("region", name="Compare with now")).to_contain_text("+ ## Uma seção nova")
        page.get_by_role("button", name="Restore").last.click()
        expect(page.get_by_label("Text in Markdown")).to_have_value(before)


def test_a_document_is_found_by_its_words_and_read(suite: BrowserSuite) -> None:
    with suite.page("documents", user="ana") as page:
        page.get_by_label("Words").fill("soquete")
        found = page.get_by_role("article", name="Guia do soquete")
        expect(found.locator("mark").first).to_be_visible()
        found.get_by_role("button").click()
        expect(page.get_by_role("heading", name="Guia do soquete")).to_be_visible()


def test_an_idea_is_written_down_and_moved(suite: BrowserSuite) -> None:
    with suite.page("documents?part=ideas", user="ana") as page:
        page.get_by_label("New idea").fill("Busca por voz")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("textbox", name="Column of Busca por voz").click()
        page.get_by_role("option", name="Review").click()
        review = page.get_by_role("region", name="Review", exact=True)
        expect(review.get_by_text("Busca por voz")).to_be_visible()


def test_two_versions_of_an_api_are_compared_with_a_verdict(suite: BrowserSuite) -> None:
    document = 'openapi: 3.0.3\ninfo: {title: Loja, version: "%s"}\npaths:\n%s'
    path = "  %s: {get: {responses: {'200': {description: ok}}}}\n"
    with suite.services["documentation-api"].caller("ana") as caller:
        for version, paths in (("1.0.0", ("/a", "/b")), ("2.0.0", ("/a",))):
            text = document % (version, "".join(path % name for name in paths))
            body = {"name": "loja", "version": version, "openapi": text, "allow_breaking": True}
            reply = caller.post("/api/v1/specs", json=body)
            assert reply.status_code == 201, reply.text
    with suite.page("apis?part=specs&spec=loja&v1=1.0.0&v2=2.0.0", user="ana") as page:
        expect(page.get_by_text("breaking", exact=True)).to_be_visible()


def test_a_page_is_read_and_a_refused_one_says_why(suite: BrowserSuite) -> None:
    class Handler(QuietHandler):
        def do_GET(self) -> None:
            text = (
                "<html><head><title>Horta</title></head><body><main><h1>Horta</h1><p>Alface.</p></main></body></html>"
            )
            self.reply(200, text.encode(), {"Content-Type": "text/html"})

    with LocalServer(Handler) as site, suite.page("scrape", user="ana") as page:
        page.get_by_label("Address").fill(f"{site.url}/")
        page.get_by_role("button", name="Read", exact=True).click()
        expect(page.get_by_role("heading", name="Horta")).to_be_visible()
        page.get_by_label("Address").fill("http://169.254.169.254/latest")
        page.get_by_role("button", name="Read", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("scrape-proxy answered")


def test_streams_without_a_source_say_so(suite: BrowserSuite) -> None:
    with suite.page("sync", user="ana") as page:
        expect(page.get_by_text("scripts/questdb.sh")).to_be_visible()


def test_a_notification_arrives_by_itself_and_is_marked_as_read(suite: BrowserSuite) -> None:
    with suite.page("inbox", user="ana") as page:
        expect(page.get_by_text("live", exact=True)).to_be_visible()
        with suite.services["notifications-api"].caller("ana") as caller:
            body = {"userId": "ana", "type": "in-app", "title": "Olá", "message": "Uma palavra"}
            assert caller.post("/notifications", json=body).status_code == 201
        told = page.get_by_role("article", name="Olá")
        expect(told).to_be_visible()
        told.get_by_role("button", name="Mark as read").click()
        expect(told.get_by_role("button")).to_have_count(0)


def test_preferences_are_kept(suite: BrowserSuite) -> None:
    with suite.page("inbox?part=preferences", user="ana") as page:
        wish = page.get_by_role("checkbox", name="By e-mail: A sync failed")
        wish.click()
        expect(wish).to_be_checked()
        page.reload()
        expect(page.get_by_role("checkbox", name="By e-mail: A sync failed")).to_be_checked()


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en-US"), ("dark", "pt-BR")])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(suite: BrowserSuite, view: str, scheme: str, locale: str) -> None:
    with suite.page(view, user=None, scheme=scheme, locale=locale) as page:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        # The inbox keeps a stream open: its network is never idle.
        expect(page.get_by_role("status", name=LOADING)).to_have_count(0)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run()).violations.map(({ id, nodes }) => [id, nodes[0].html])")
    assert found == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_narrow_screen_does_not_scroll_sideways(suite: BrowserSuite, view: str) -> None:
    with suite.page(view, user=None, width=360) as page:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        # The inbox keeps a stream open: its network is never idle.
        expect(page.get_by_role("status", name=LOADING)).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
