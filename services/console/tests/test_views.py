"""The views of the services in a real Chromium, on what the seeds plant."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from struct import unpack
from urllib.parse import urlsplit

import pytest
from browser_suite import LOADING, LOOKS, ROOT, WORKSPACE, BrowserSuite, assert_accessible, broken_policy, browser_suite
from playwright.sync_api import Page, expect

from suite_ops.manifest import load_manifest
from suite_ops.page.build_page import WEB
from suite_ops.page.examples import load_examples, make_examples
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.gateways import running_gateway
from suite_testing.local_server import LocalServer, QuietHandler

SERVICES = (
    WORKSPACE,
    "movies-api",
    "blog-api",
    "documentation-api",
    "scrape-proxy",
    "db-sync-worker",
    "notifications-api",
)
VIEWS = [
    "",
    "requests",
    "requests?state=failed",
    "logs",
    "board",
    "films",
    "films?part=journey&sentiment=13&intention=1",
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
    "inbox?part=webhooks",
    "identity",
]
# Who one is where nobody says who one is.
SYSTEM_USER = "00000000-0000-0000-0000-000000000000"
UNSURE_FILM = """id,title,original_title,overview,genres,keywords,release_date,runtime,vote_average,vote_count
40990077,Xyz da Silva,Xyz,Xyz.,"[{""id"": 1, ""name"": ""Science Fiction""}]",[],2014-05-06,120,7.5,900
"""


def all_asked(page: Page) -> None:
    expect(page.get_by_role("article")).to_have_count(7)
    for missing in ("not asked yet", "connection refused"):
        expect(page.get_by_text(missing)).to_have_count(0)


def board_shown(page: Page) -> None:
    expect(page.get_by_text("live", exact=True)).to_be_visible()


def trace_shown(page: Page) -> None:
    page.get_by_role("button", name="POST /api/v1/ideas").first.click()
    expect(page.get_by_role("table", name="Steps of the trace")).to_be_visible()


def comparison_shown(page: Page) -> None:
    expect(page.get_by_text("breaking", exact=True)).to_be_visible()


PICTURES = {
    "overview": ("", all_asked),
    "requests": ("requests?text=POST+/api/v1/ideas", trace_shown),
    "board": ("board", board_shown),
    "apis": ("apis?part=specs", comparison_shown),
}
# What a picture may weigh in the repository.
MOST_BYTES = 150_000
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
    more = {
        "DOCS_DIR": str(documents),
        "SCRAPE_ALLOW_HOSTS": "127.0.0.1",
        "NOTIFICATIONS_WEBHOOK_ALLOW_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "info",
    }
    with browser_suite(test_cluster, database, folder, SERVICES, seeded=True, more=more) as running:
        with running.services["documentation-api"].caller("ana") as caller:
            assert caller.post("/api/v1/docs/reindex").status_code == 200
        addresses = {service_id: service.url for service_id, service in running.services.items()}
        assert make_examples(load_examples(ROOT), addresses) == []
        yield running


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def gateway(
    suite: BrowserSuite, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The console's address behind nginx or Caddy, with all services."""
    ports = {service_id: service.port for service_id, service in suite.services.items()}
    ports["console"] = suite.console.port
    folder = tmp_path_factory.mktemp("gateway")
    with running_gateway(
        request.param, load_manifest(ROOT), lambda entry: f"127.0.0.1:{ports[entry.id]}", folder
    ) as port:
        yield f"http://127.0.0.1:{port}/console"


def test_the_table_has_every_view_of_the_page() -> None:
    source = (ROOT / WEB / "src" / "app" / "views.ts").read_text(encoding="utf-8")
    assert set(re.findall(r'path: "/([a-z]*)"', source)) == {view.partition("?")[0] for view in VIEWS}


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_finds_its_services_behind_the_gateway(suite: BrowserSuite, gateway: str, view: str) -> None:
    with suite.page(view, user=None, base=gateway) as page:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("status", name=LOADING)).to_have_count(0)
        expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(("behind", "path"), [(False, "/api/items"), (True, "/api/workspace/items")])
def test_a_reference_tries_routes_in_the_name_of_the_page(
    suite: BrowserSuite, gateway: str, behind: bool, path: str
) -> None:
    with suite.page("identity", user=None, base=gateway if behind else None) as page:
        page.get_by_role("textbox", name="Development user").fill("rita")
        page.get_by_role("button", name="Use").first.click()
        page.get_by_role("link", name="APIs").click()
        with page.expect_popup() as opened:
            page.get_by_role("link", name="Try workspace-api out").click()
        reference = opened.value
        refused: list[str] = []
        reference.on("console", lambda line: refused.extend(broken_policy(line.text)))
        operation = reference.locator(".opblock-get", has=reference.locator(f'[data-path="{path}"]'))
        operation.locator(".opblock-summary-control").click()
        with reference.expect_request(lambda request: urlsplit(request.url).path == path) as tried:
            operation.get_by_role("button", name="Execute").click()
        assert tried.value.headers["x-user-id"] == "rita"
        answered = operation.locator(".live-responses-table tbody .response-col_status").first
        expect(answered).to_contain_text("200")
        assert refused == []


@pytest.mark.parametrize(
    ("words", "found", "shown"),
    [
        ("guia de instalação", "Escrever guia de instalação local", "Board"),
        ("interestelar", "Interestelar", "Films"),
        ("soquete", "Guia do soquete", "Guia do soquete"),
    ],
)
def test_the_palette_finds_what_the_services_have(suite: BrowserSuite, words: str, found: str, shown: str) -> None:
    with suite.page(user=None) as page:
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        page.keyboard.press("Control+k")
        page.get_by_placeholder("Search").fill(words)
        page.get_by_role("dialog").get_by_text(found, exact=True).first.click()
        expect(page.get_by_role("heading", name=shown).first).to_be_visible()
        expect(page.get_by_role("main").get_by_text(found).first).to_be_visible()


@pytest.mark.parametrize(
    ("view", "text"),
    [
        ("", "of 7 services are ready"),
        ("requests?text=POST+/api/v1/ideas", "POST /api/v1/ideas"),
        ("logs", "request completed"),
        ("board", "Escrever guia de instalação local"),
        ("films?part=catalogue", "Interestelar"),
        ("films", "What do you feel?"),
        ("films?part=runs", "python -m movies_api.curation orchestrate"),
        ("blog", "published"),
        ("documents", "Guia do soquete"),
        ("documents?part=ideas", "Mostrar no quadro quem está com cada cartão"),
        ("documents?part=systems", "workspace-api"),
        ("apis", "Try workspace-api out"),
        ("apis?part=specs", "breaking"),
        ("scrape", "An address leads to its page as Markdown"),
        ("scrape?part=crawl", "/sobre"),
        ("sync", "scripts/questdb.sh"),
        ("inbox", "Boas-vindas à Colmeia"),
        ("identity", "nobody in particular"),
    ],
)
def test_after_the_first_start_each_view_has_something_to_show(suite: BrowserSuite, view: str, text: str) -> None:
    with suite.page(view, user=None) as page:
        expect(page.get_by_role("main")).to_contain_text(text)


def test_the_crawl_of_the_examples_reads_a_page_of_the_suite(suite: BrowserSuite) -> None:
    with suite.page("scrape?part=crawl", user=None) as page:
        crawls = page.get_by_role("table", name="Crawls of the last day")
        expect(crawls.get_by_text("completed")).to_be_visible()
        crawls.get_by_role("button", name="/sobre").click()
        expect(page.get_by_role("table", name="Pages")).to_contain_text("200")


def test_an_editor_plans_an_article_publishes_its_revision_and_approves_a_film(
    suite: BrowserSuite, tmp_path: Path
) -> None:
    films = tmp_path / "films.csv"
    films.write_text(UNSURE_FILM, encoding="utf-8")
    suite.command("movies-api", "movies_api.curation", "orchestrate", "--tmdb-csv", films)
    with suite.page("blog", user=None) as page:
        choose(page, "Blog", "VibesFilm Blog")
        page.get_by_role("button", name="New article").click()
        page.get_by_label("Title").fill("A horta da cidade")
        page.get_by_label("Description").fill("Verde")
        page.get_by_label("Text in Markdown").fill("Alface e couve.")
        choose(page, "State", "scheduled")
        page.get_by_label("Goes out at").fill("2099-01-01T08:00")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Edit: A horta da cidade").click()
        expect(page.get_by_label("Text in Markdown")).to_have_value("<p>Alface e couve.</p>")
        with suite.services["blog-api"].caller() as visitor:
            assert visitor.get("/api/blog/posts/a-horta-da-cidade").status_code == 404
        page.get_by_label("Text in Markdown").fill("Alface, couve e **rúcula**.\n\n> Da horta")
        choose(page, "State", "published")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("table", name="Revisions").get_by_role("row")).to_have_count(3)
        with suite.services["blog-api"].caller() as visitor:
            published = visitor.get("/api/blog/posts/a-horta-da-cidade")
            assert published.status_code == 200
            assert "<strong>rúcula</strong>" in published.text
            assert "**" not in published.text
        page.get_by_role("link", name="Films").click()
        page.get_by_role("tab", name="Curation runs").click()
        run = page.get_by_role("row", name="Xyz da Silva")
        run.get_by_role("button", name="Approve").click()
        expect(run).to_have_count(0)
    with suite.services["movies-api"].caller() as caller:
        assert "Xyz da Silva" in caller.get("/api/admin/curation-runs?status=approved").text


def test_a_run_that_waits_is_approved_with_the_feeling_its_new_names_belong_to(
    suite: BrowserSuite, tmp_path: Path
) -> None:
    films = tmp_path / "films.csv"
    films.write_text(UNSURE_FILM.replace("40990077,Xyz", "40990078,Xyw"), encoding="utf-8")
    suite.command("movies-api", "movies_api.curation", "orchestrate", "--tmdb-csv", films)
    with suite.databases["movies-api"].connect(schema="movies") as admin, admin.cursor() as cursor:
        new = json.dumps([{"name": "Vertigem das Alturas", "relevance": 0.8, "explanation": "Do alto"}])
        cursor.execute(
            "UPDATE curation_runs SET status = 'waiting', payload = jsonb_set(payload, '{plan,judgement,new}', %s)"
            " WHERE payload ->> 'title' LIKE 'Xyw%%'",
            (new,),
        )
        assert cursor.rowcount == 1
        admin.commit()
    with suite.page("films?part=runs", user=None) as page:
        run = page.get_by_role("row", name="Xyw da Silva")
        expect(run).to_contain_text("+ Vertigem das Alturas")
        run.get_by_role("textbox", name="New feelings belong to").click()
        page.get_by_role("option").first.click()
        run.get_by_role("button", name="Approve").click()
        expect(run).to_have_count(0)
        choose(page, "State", "approved")
        expect(run).to_contain_text("approved")
        expect(run.get_by_role("button")).to_have_count(0)
    with suite.databases["movies-api"].connect(schema="movies") as admin, admin.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sub_sentiments WHERE name = 'Vertigem das Alturas'")
        assert cursor.fetchone() == (1,)


def choose(page: Page, field: str, option: str) -> None:
    """Choose an option of a field."""
    page.get_by_role("textbox", name=field).click()
    page.get_by_role("option", name=option, exact=True).click()


# An hour of looks at a service that has its ups and downs.
HOUR = """
INSERT INTO service_samples (service_id, sampled_at, state, requests_per_second, error_rate_percent, p50_ms, p95_ms)
SELECT id, now() - make_interval(mins => minute), 'ready', 4 + 2 * sin(minute / 5.0 + place) + sin(minute * place),
       greatest(0, sin(minute / 9.0 + place) - 0.8), 6 + sin(minute / 4.0 + place), 22 + 8 * sin(minute / 3.0 + place)
FROM unnest(%s::text[]) WITH ORDINALITY AS service (id, place), generate_series(1, 59) AS minute
"""


@pytest.mark.parametrize("picture", PICTURES)
def test_the_readme_shows_the_console_as_it_is(
    suite: BrowserSuite, picture: str, database: TestDatabase, tmp_path: Path
) -> None:
    """With CONSOLE_PICTURES=services/console/pictures the pictures are taken anew."""
    view, ready = PICTURES[picture]
    with database.connect(schema="console") as admin, admin.cursor() as cursor:
        cursor.execute("DELETE FROM service_samples WHERE sampled_at < now() - interval '1 minute'")
        cursor.execute(HOUR, (list(SERVICES),))
        admin.commit()
    folder = Path(os.environ.get("CONSOLE_PICTURES", str(tmp_path)))
    with suite.page(view, user=None) as page:
        ready(page)
        page.screenshot(path=folder / f"{picture}.png")
    shown = ROOT / "services" / "console" / "pictures" / f"{picture}.png"
    assert size_of(folder / f"{picture}.png") == size_of(shown) == (1280, 900)
    assert shown.stat().st_size < MOST_BYTES
    assert f"pictures/{picture}.png" in (ROOT / "services" / "console" / "README.md").read_text(encoding="utf-8")


def size_of(picture: Path) -> tuple[int, int]:
    """Width and height of a PNG."""
    width, height = unpack(">II", picture.read_bytes()[16:24])
    return int(width), int(height)


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
        page.get_by_label("Goes out at").fill("2099-01-01T08:00")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("table", name="Revisions").get_by_role("row")).to_have_count(3)
        page.get_by_role("button", name="Compare with now").last.click()
        expect(page.get_by_role("region", name="Compare with now")).to_contain_text("+ <h2>Uma seção nova</h2>")
        page.get_by_role("button", name="Restore").last.click()
        expect(page.get_by_label("Text in Markdown")).to_have_value(before)


def test_an_article_goes_out_by_the_editors_own_clock(suite: BrowserSuite) -> None:
    with suite.page("blog", user=None, clock="America/Sao_Paulo") as page:
        page.get_by_role("button", name="New article").click()
        page.get_by_label("Title").fill("A feira de domingo")
        page.get_by_label("Text in Markdown").fill("De manhã.")
        choose(page, "State", "scheduled")
        page.get_by_label("Goes out at (America/Sao_Paulo)").fill("2099-01-01T08:00")
        with page.expect_request(lambda request: request.method == "POST") as saved:
            page.get_by_role("button", name="Save").click()
        assert saved.value.post_data_json["publishedAt"] == "2099-01-01T11:00:00Z"
        page.get_by_role("button", name="Edit: A feira de domingo").click()
        expect(page.get_by_label("Goes out at")).to_have_value("2099-01-01T08:00")


def test_a_text_in_html_is_shown_as_readers_see_it_and_stays_as_it_is(suite: BrowserSuite) -> None:
    with suite.page("blog?state=published", user=None) as page:
        page.get_by_role("button", name="Edit: ").first.click()
        text = page.get_by_label("Text in Markdown")
        before = text.input_value()
        assert before.startswith("<")
        preview = page.get_by_role("region", name="Preview")
        expect(preview.locator("p").first).to_be_visible()
        expect(preview).not_to_contain_text("<p>")
        with page.expect_request(lambda request: request.method == "PATCH") as saved:
            page.get_by_role("button", name="Save").click()
        assert "content" not in saved.value.post_data_json


def test_comments_say_whose_they_are_and_where_they_stand(suite: BrowserSuite) -> None:
    with suite.page("blog?part=comments", user=None) as page:
        comment = page.get_by_role("table", name="Comments").get_by_role("row").nth(1)
        expect(comment.get_by_role("time")).to_be_visible()
        for place in (1, 2):
            expect(comment.get_by_role("cell").nth(place)).to_have_text(re.compile(r"\w"))


def test_a_film_is_found_by_its_title(suite: BrowserSuite) -> None:
    with suite.page("films?part=catalogue", user="ana") as page:
        page.get_by_role("textbox", name="Film by its title").fill("interestelr")
        page.get_by_role("option", name="Interestelar").click()
        rows = page.get_by_role("table", name="Catalogue").get_by_role("row")
        expect(rows).to_have_count(2)
        expect(rows.last).to_contain_text("Interestelar")


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


def test_a_webhook_that_was_given_up_is_sent_again(suite: BrowserSuite) -> None:
    with suite.page("inbox?part=webhooks", user=None) as page, LocalServer(Receiver) as receiver:
        page.get_by_label("New address").fill(f"{receiver.url}/hook")
        page.get_by_role("button", name="Send events there").click()
        expect(page.get_by_role("status").filter(has_text="shown this once")).to_contain_text("whsec_")
        give_up(suite, f"{receiver.url}/hook")
        page.get_by_role("button", name=f"Deliveries: {receiver.url}/hook").click()
        sent = page.get_by_role("table", name="Deliveries")
        expect(sent).to_contain_text("the receiver answered 500")
        sent.get_by_role("button", name="Send again: crawl-finished").click()
        expect(sent).to_contain_text("delivered")


class Receiver(QuietHandler):
    """Takes what it is sent."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(204)


def give_up(suite: BrowserSuite, url: str) -> None:
    """A delivery of the webhook at `url` that failed for good."""
    with suite.databases["notifications-api"].connect(schema="notifications") as admin, admin.cursor() as cursor:
        cursor.execute(
            "INSERT INTO webhook_deliveries (id, webhook_id, user_id, event, url, body, state, attempts, next_at,"
            " status_code, error, created_at, finished_at)"
            " SELECT gen_random_uuid(), id, user_id, 'crawl-finished', url, '{}', 'dead', 8, now(), 500,"
            " 'the receiver answered 500', now(), now() FROM webhooks WHERE url = %s",
            (url,),
        )
        admin.commit()


def test_who_got_no_mail_reads_why_and_gets_it_again(suite: BrowserSuite) -> None:
    with suite.services["notifications-api"].caller() as caller:
        assert caller.post("/notifications/suppressions", json={"email": "ana@example.org"}).status_code == 201
        body = {"userId": SYSTEM_USER, "type": "email", "to": "ana@example.org", "title": "Conta", "message": "Olá"}
        assert caller.post("/notifications", json=body).status_code == 201
    with suite.page("inbox", user=None) as page:
        expect(page.get_by_role("article", name="Conta")).to_contain_text("not sent: the address is suppressed")
        page.get_by_role("tab", name="Suppressions").click()
        page.get_by_role("button", name="Let it have mail again: ana@example.org").click()
        expect(page.get_by_text("Every address gets its mails")).to_be_visible()


def test_preferences_are_kept(suite: BrowserSuite) -> None:
    with suite.page("inbox?part=preferences", user="ana") as page:
        wish = page.get_by_role("checkbox", name="By e-mail: A sync failed")
        wish.click()
        expect(wish).to_be_checked()
        page.reload()
        expect(page.get_by_role("checkbox", name="By e-mail: A sync failed")).to_be_checked()


@pytest.mark.parametrize(("scheme", "locale"), LOOKS)
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_a_narrow_screen_holds_it(
    suite: BrowserSuite, view: str, scheme: str, locale: str
) -> None:
    with suite.page(view, user=None, scheme=scheme, locale=locale) as page:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)
