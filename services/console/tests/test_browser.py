"""The page in a real Chromium: every view, by mouse and by keyboard, with services that answer, refuse and are gone."""

import gzip
import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from signal import SIGKILL
from time import time_ns
from urllib.parse import urlsplit

import pytest
from bench.first_view import visit, weigh, write_results
from browser_suite import AXE, LOOKS, ROOT, WORKSPACE, BrowserSuite, assert_accessible, browser_suite
from log_writing import write_lines
from playwright.sync_api import Page, Response, expect

from suite_ops.manifest import ManifestService, load_manifest
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.gateways import running_gateway

_users = count(1)
NEW_ITEM = {"title": "Pintar a cerca", "description": "De azul", "category": "dashboard", "priority": "high"}


@pytest.fixture(scope="module")
def suite(
    test_cluster: TestCluster, database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserSuite]:
    with browser_suite(test_cluster, database, tmp_path_factory.mktemp("browser")) as running:
        write_lines(
            running.log_folder / "movies-api.log",
            [
                ("2026-01-01T00:00:00.000Z", "info", "r-1", "request completed"),
                ("2026-01-01T00:00:01.000Z", "error", "r-2", "unhandled error"),
            ],
        )
        yield running


@pytest.fixture
def user() -> str:
    return f"user-{next(_users)}"


def create_item(suite: BrowserSuite, user: str, **changes: str) -> str:
    with suite.workspace.caller(user) as caller:
        reply = caller.post("/api/items", json=NEW_ITEM | changes)
        assert reply.status_code == 201
        return str(reply.json()["data"]["id"])


def item(suite: BrowserSuite, user: str, item_id: str) -> dict[str, object]:
    with suite.workspace.caller(user) as caller:
        found: dict[str, object] = caller.get(f"/api/items/{item_id}").json()["data"]
        return found


def test_the_overview_shows_who_is_ready_and_why_others_are_not(suite: BrowserSuite, user: str) -> None:
    with suite.page(user=user) as page:
        board = page.get_by_role("article", name="workspace-api")
        expect(board.get_by_text("ready", exact=True)).to_be_visible(timeout=30_000)
        blog = page.get_by_role("article", name="blog-api")
        expect(blog.get_by_text("connection refused")).to_be_visible()


def test_the_overview_draws_what_each_service_needs_and_says_of_it(suite: BrowserSuite, user: str) -> None:
    with suite.page(user=user) as page:
        needs = page.get_by_role("list", name="What needs what")
        for line in ("workspace-api → database: ok", "workspace-api → bus: ok", "blog-api → database: not known"):
            expect(needs.get_by_text(line)).to_be_attached()


def test_a_curve_shows_the_last_hour_and_lifts_the_pen_where_nothing_is_known(
    suite: BrowserSuite, user: str, database: TestDatabase
) -> None:
    # Larger than what a busy machine's services measure meanwhile.
    with database.connect(schema="console") as admin, admin.cursor() as cursor:
        for minutes in (30, 29, 10):
            cursor.execute(
                "INSERT INTO service_samples (service_id, sampled_at, state, p50_ms, p95_ms) VALUES ('movies-api',"
                " date_trunc('minute', now()) - make_interval(mins => %s), 'ready', 20000, 80000)",
                (minutes,),
            )
        admin.commit()
    with suite.page(user=user) as page:
        card = page.get_by_role("article", name="movies-api")
        curve = card.get_by_role("img", name="p50 / p95, ms in the last hour, 80000 at most")
        expect(curve.locator("path")).to_have_count(3)
        way = curve.locator("path").last.get_attribute("d") or ""
        assert (way.count("M"), way.count("L")) == (2, 1)
        expect(card.get_by_role("img")).to_have_count(3)


def test_a_line_of_the_log_leads_to_all_lines_of_its_request(suite: BrowserSuite, user: str) -> None:
    with suite.page("logs", user=user) as page:
        expect(page.get_by_role("cell", name="unhandled error")).to_be_visible()
        page.get_by_role("button", name="r-1", exact=True).click()
        expect(page.get_by_role("cell", name="unhandled error")).to_be_hidden()
        expect(page.get_by_role("cell", name="request completed")).to_be_visible()


def test_times_are_those_of_the_readers_clock_with_the_day_where_it_is_not_today(
    suite: BrowserSuite, user: str
) -> None:
    with suite.page("logs?service=movies-api", user=user, clock="America/Sao_Paulo") as page:
        line = page.get_by_role("row", name="unhandled error")
        expect(line).to_contain_text("31 Dec 2025, 21:00:01.000")
        now = page.evaluate("new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' }).format(new Date())")
        with suite.workspace.caller(user) as caller:
            assert caller.get("/api/items").status_code == 200
        page.goto(f"{suite.console.url}/#/requests?service=workspace-api")
        started = page.get_by_role("table", name="Requests").get_by_role("row").nth(1).get_by_role("time")
        expect(started).to_have_text(re.compile(r"\d\d:\d\d:\d\d\.\d{3}"))
        assert now not in started.inner_text()


def test_older_lines_of_the_log_are_a_step_away_and_so_are_the_newest(suite: BrowserSuite, user: str) -> None:
    with suite.page("logs?service=movies-api", user=user) as page:
        page.goto(f"{suite.console.url}/#/logs?service=movies-api&before=2026-01-01T00:00:01.000Z")
        expect(page.get_by_role("cell", name="request completed")).to_be_visible()
        expect(page.get_by_role("cell", name="unhandled error")).to_be_hidden()
        page.get_by_role("button", name="Back to the newest").click()
        expect(page.get_by_role("cell", name="unhandled error")).to_be_visible()
        page.get_by_role("button", name="Older lines").click()
        expect(page.get_by_text("Nothing here yet")).to_be_visible()


def test_a_reference_tries_a_route_out(suite: BrowserSuite, user: str) -> None:
    create_item(suite, user)
    context = suite.browser.new_context()
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if "Content Security Policy" in line.text else None)
    page.goto(f"{suite.workspace.url}/docs")
    page.locator(".opblock-summary-control", has_text="/healthz").first.click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
    context.close()
    assert problems == []


def send_trace(suite: BrowserSuite, request_id: str) -> None:
    """A failed request of two services, as they export it."""
    started, trace_id = time_ns(), f"{time_ns():032x}"
    text = {"key": "db.query.text", "value": {"stringValue": "SELECT * FROM items WHERE id = %(id)s"}}
    named = {"key": "suite.request_id", "value": {"stringValue": request_id}}
    common = {"traceId": trace_id, "startTimeUnixNano": str(started), "endTimeUnixNano": str(started + 9_000_000)}
    outer = {"spanId": "1" * 16, "name": "PATCH /api/items/:id", "kind": 2, "attributes": [named]}
    inner = {"spanId": "2" * 16, "parentSpanId": "1" * 16, "name": "update_item", "kind": 3, "attributes": [text]}
    mail = {"spanId": "3" * 16, "parentSpanId": "2" * 16, "name": "send mail", "kind": 3, "status": {"code": 2}}
    body = {
        "resourceSpans": [
            {
                "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]},
                "scopeSpans": [{"spans": [common | span for span in spans]}],
            }
            for service, spans in (("workspace-api", [outer, inner]), ("notifications-api", [mail]))
        ]
    }
    with suite.console.caller() as caller:
        assert caller.post("/v1/traces", json=body).status_code == 200


def test_a_trace_shows_its_steps_over_services_and_the_lines_of_its_request(suite: BrowserSuite, user: str) -> None:
    send_trace(suite, "r-1")
    with suite.page("requests?request_id=r-1", user=user) as page:
        page.get_by_role("button", name="PATCH /api/items/:id").first.click()
        steps = page.get_by_role("table", name="Steps of the trace")
        expect(steps.get_by_role("row")).to_have_count(4)
        expect(steps.get_by_role("row", name="send mail")).to_contain_text("notifications-api")
        steps.get_by_role("button", name="update_item").click()
        details = page.get_by_role("region", name="Details of update_item")
        expect(details).to_contain_text("SELECT * FROM items WHERE id = %(id)s")
        expect(page.get_by_role("cell", name="request completed")).to_be_visible()


def test_an_operator_finds_what_failed_from_the_red_card_to_the_line_of_the_log(suite: BrowserSuite, user: str) -> None:
    with suite.databases[WORKSPACE].connect(schema="workspace") as admin, admin.cursor() as cursor:
        cursor.execute("ALTER TABLE workspace_items RENAME TO mislaid_items")
        try:
            with suite.workspace.caller(user) as caller:
                failed = caller.get("/api/items")
        finally:
            cursor.execute("ALTER TABLE mislaid_items RENAME TO workspace_items")
    assert failed.status_code == 500
    with suite.page(user=user) as page:
        card = page.get_by_role("article", name="workspace-api")
        card.get_by_role("link", name="Failed requests").click()
        page.get_by_role("button", name="GET /api/items").first.click()
        expect(page.get_by_role("table", name="Steps of the trace")).to_contain_text("workspace-api")
        expect(page.get_by_text(failed.headers["X-Request-ID"], exact=True)).to_be_visible()
        lines = page.get_by_role("table", name="Logs")
        expect(lines).to_contain_text("UndefinedTable")


def test_a_service_that_is_killed_takes_its_view_down_and_comes_back(suite: BrowserSuite, user: str) -> None:
    create_item(suite, user)
    with suite.page("board", user=user) as page:
        expect(page.get_by_text("Pintar a cerca")).to_be_visible()
        suite.workspace.stop(SIGKILL)
        try:
            page.reload()
            expect(page.get_by_role("alert").first).to_contain_text("cannot be reached")
            page.get_by_role("link", name="Overview").click()
            card = page.get_by_role("article", name="workspace-api")
            expect(card.get_by_text("connection refused")).to_be_visible()
        finally:
            suite.workspace.start()
        expect(card.get_by_text("ready", exact=True)).to_be_visible()
        page.get_by_role("link", name="Board").click()
        expect(page.get_by_text("Pintar a cerca")).to_be_visible()


def test_an_item_is_created_changed_and_deleted(suite: BrowserSuite, user: str) -> None:
    with suite.page("board", user=user) as page:
        page.get_by_role("button", name="New item").click()
        page.get_by_label("Title").fill("Regar as plantas")
        page.get_by_label("Description").fill("As da varanda")
        page.get_by_role("textbox", name="Category").click()
        page.get_by_role("option", name="Dashboard").click()
        page.get_by_role("button", name="Save").click()
        column = page.get_by_role("region", name="New")
        expect(column.get_by_text("Regar as plantas")).to_be_visible()
        page.get_by_role("button", name="Edit item: Regar as plantas").click()
        page.get_by_label("Title").fill("Regar todas")
        with page.expect_response(is_change):
            page.get_by_role("button", name="Save").click()
        expect(column.get_by_text("Regar todas")).to_be_visible()
        page.get_by_role("button", name="Edit item: Regar todas").click()
        page.get_by_role("button", name="Delete").click()
        expect(column.get_by_text("Regar todas")).to_be_hidden()


def test_a_card_moves_by_keyboard(suite: BrowserSuite, user: str) -> None:
    moved = create_item(suite, user)
    with suite.page("board", user=user) as page:
        move_right(page, "Pintar a cerca")
        expect(page.get_by_role("region", name="Review").get_by_text("Pintar a cerca")).to_be_visible()
    assert item(suite, user, moved)["status"] == "review"


def test_a_card_moves_by_mouse(suite: BrowserSuite, user: str) -> None:
    moved = create_item(suite, user)
    with suite.page("board", user=user) as page, page.expect_response(is_change):
        page.get_by_role("button", name="Pintar a cerca De azul").hover()
        page.mouse.down()
        target = page.get_by_role("region", name="In progress").bounding_box()
        assert target
        page.mouse.move(target["x"] + 40, target["y"] + 80, steps=12)
        page.mouse.up()
    assert item(suite, user, moved)["status"] == "in-progress"


def test_a_change_of_somebody_else_in_between_is_shown_and_not_overwritten(suite: BrowserSuite, user: str) -> None:
    moved = create_item(suite, user)
    with suite.page("board", user=user) as page:
        page.get_by_role("button", name="Edit item: Pintar a cerca").click()
        with suite.workspace.caller(user) as other:
            assert other.patch(f"/api/items/{moved}", json={"title": "Pintar o muro"}).status_code == 200
        page.get_by_label("Title").fill("Pintar a porta")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text("Somebody else changed this item")
        expect(page.get_by_role("alert")).to_contain_text("Pintar o muro")
    assert item(suite, user, moved)["title"] == "Pintar o muro"


def test_a_deleted_card_comes_back_by_undo(suite: BrowserSuite, user: str) -> None:
    deleted = create_item(suite, user)
    with suite.page("board", user=user) as page:
        delete_card(page)
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("region", name="New", exact=True).get_by_text("Pintar a cerca")).to_be_visible()
    assert item(suite, user, deleted)["title"] == "Pintar a cerca"


def test_a_card_deleted_long_ago_is_among_the_latest_changes(suite: BrowserSuite, user: str) -> None:
    deleted = create_item(suite, user)
    with suite.workspace.caller(user) as caller:
        assert caller.delete(f"/api/items/{deleted}").status_code == 200
    with suite.page("board", user=user) as page:
        page.get_by_role("button", name="Latest changes").click()
        change = page.get_by_role("article", name="Pintar a cerca")
        expect(change).to_contain_text("deleted")
        change.get_by_role("button", name="Restore").click()
        expect(change).to_contain_text("brought back")
    assert item(suite, user, deleted)["title"] == "Pintar a cerca"


def test_a_card_goes_back_to_an_earlier_version(suite: BrowserSuite, user: str) -> None:
    changed = create_item(suite, user)
    with suite.workspace.caller(user) as caller:
        assert caller.patch(f"/api/items/{changed}", json={"title": "Pintar o muro"}).status_code == 200
    with suite.page("board", user=user) as page:
        page.get_by_role("button", name="Edit item: Pintar o muro").click()
        page.get_by_role("button", name="History").click()
        latest = page.get_by_role("region", name="Version 2")
        expect(latest).to_contain_text("title: Pintar a cerca → Pintar o muro")
        page.get_by_role("button", name="Restore: Version 1").click()
        expect(page.get_by_role("region", name="New", exact=True).get_by_text("Pintar a cerca")).to_be_visible()


def test_many_cards_move_and_leave_at_once(suite: BrowserSuite, user: str) -> None:
    for number in range(3):
        create_item(suite, user, title=f"Tábua {number}")
    with suite.page("board", user=user) as page:
        for number in range(2):
            page.get_by_role("checkbox", name=f"Choose Tábua {number}").click()
        page.get_by_role("textbox", name="Move to").click()
        page.get_by_role("option", name="Completed").click()
        completed = page.get_by_role("region", name="Completed", exact=True)
        expect(completed.get_by_role("checkbox")).to_have_count(2)
        for number in range(2):
            page.get_by_role("checkbox", name=f"Choose Tábua {number}").click()
        page.get_by_role("button", name="Delete chosen").click()
        expect(completed.get_by_role("checkbox")).to_have_count(0)
        expect(page.get_by_text("Tábua 2")).to_be_visible()


def test_words_find_cards_and_what_is_found_is_saved_as_a_file(suite: BrowserSuite, user: str) -> None:
    create_item(suite, user)
    create_item(suite, user, title="Regar a horta", description="Cedo")
    with suite.page("board", user=user) as page:
        expect(page.get_by_text("Pintar a cerca")).to_be_visible()
        page.get_by_label("Words in cards").fill("horta")
        expect(page.get_by_text("Pintar a cerca")).to_be_hidden()
        with page.expect_download() as download:
            page.get_by_role("button", name="Export as CSV").click()
        text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "Regar a horta" in text
    assert "Pintar a cerca" not in text


def test_two_people_who_move_the_same_card_both_see_where_it_is(suite: BrowserSuite, user: str) -> None:
    moved = create_item(suite, user)
    with suite.page("board", user=user) as mine, suite.page("board", user=user) as theirs:
        card = mine.get_by_role("button", name="Pintar a cerca").first
        expect(card).to_be_visible()
        card.focus()
        mine.keyboard.press("Space")
        expect(mine.get_by_text("Pintar a cerca is over New")).to_be_attached()
        move_right(theirs, "Pintar a cerca")
        expect(mine.get_by_role("region", name="Review", exact=True).get_by_text("Pintar a cerca")).to_be_visible()
        mine.keyboard.press("ArrowRight")
        mine.keyboard.press("ArrowRight")
        expect(mine.get_by_text("Pintar a cerca is over In progress")).to_be_attached()
        mine.keyboard.press("Space")
        expect(mine.get_by_role("alert")).to_contain_text("Somebody else changed this item")
        for page in (mine, theirs):
            column = page.get_by_role("region", name="Review", exact=True)
            expect(column.get_by_text("Pintar a cerca")).to_be_visible()
    assert item(suite, user, moved)["status"] == "review"


def test_what_others_do_arrives_without_asking(suite: BrowserSuite, user: str) -> None:
    with suite.page("board", user=user) as page:
        expect(page.get_by_text("live", exact=True)).to_be_visible()
        create_item(suite, user, title="De outra pessoa")
        expect(page.get_by_text("De outra pessoa")).to_be_visible()


@pytest.mark.parametrize("program", ["nginx", "caddy"])
def test_behind_a_gateway_everything_is_one_origin_with_the_same_policy(
    suite: BrowserSuite, user: str, program: str, tmp_path: Path
) -> None:
    create_item(suite, user)
    running = {"console": suite.console.port, WORKSPACE: suite.workspace.port}
    manifest = load_manifest(ROOT)

    def address(service: ManifestService) -> str:
        return f"127.0.0.1:{running.get(service.id, 1)}"

    with running_gateway(program, manifest, address, tmp_path) as port:
        base, asked = f"http://127.0.0.1:{port}/console", set[str]()
        with suite.page("board", user=user, base=base) as page:
            page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
            opened = page.reload()
            assert opened is not None
            assert "script-src 'self';" in opened.headers["content-security-policy"]
            expect(page.get_by_text("live", exact=True)).to_be_visible()
            move_right(page, "Pintar a cerca")
            expect(page.get_by_role("region", name="Review", exact=True)).to_contain_text("Pintar a cerca")
            page.get_by_role("link", name="Overview").click()
            expect(page.get_by_role("article", name="workspace-api").get_by_text("ready", exact=True)).to_be_visible()
    assert asked == {f"127.0.0.1:{port}"}


def test_an_error_shows_the_services_words_and_the_request_id(suite: BrowserSuite, user: str) -> None:
    with suite.page("logs?level=info", user=user) as page:
        page.route(
            "**/api/v1/logs**",
            lambda route: route.fulfill(
                status=503, json={"error": "Database unavailable"}, headers={"X-Request-ID": "r-503"}
            ),
        )
        page.get_by_label("Text").fill("x")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("Database unavailable")
        expect(alert).to_contain_text("r-503")


def test_everything_is_there_in_portuguese(suite: BrowserSuite, user: str) -> None:
    with suite.page("board", user=user) as page:
        page.get_by_role("button", name="Português").click()
        expect(page.get_by_role("heading", name="Quadro")).to_be_visible()
        expect(page.get_by_role("region", name="Em andamento")).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == "pt-BR"


def test_the_palette_finds_views_by_keyboard(suite: BrowserSuite, user: str) -> None:
    with suite.page(user=user) as page:
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        page.keyboard.press("Control+k")
        page.get_by_placeholder("Search").fill("board")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Board")).to_be_visible()


def test_the_first_view_reads_before_any_service_has_answered(suite: BrowserSuite, user: str) -> None:
    with suite.page("identity", user=user) as page:
        page.route("**/api/**", lambda route: None)
        page.goto(f"{suite.console.url}/?again#/")
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        expect(page.get_by_role("status", name="Loading")).to_be_visible()
        page.unroute_all(behavior="ignoreErrors")


def test_a_line_of_the_log_leads_to_the_steps_of_its_request(suite: BrowserSuite, user: str) -> None:
    send_trace(suite, "r-2")
    with suite.page("logs?level=error", user=user) as page:
        page.get_by_role("button", name="r-2", exact=True).click()
        page.get_by_role("link", name="Steps of this request").click()
        page.get_by_role("button", name="PATCH /api/items/:id").first.click()
        expect(page.get_by_role("table", name="Logs")).to_contain_text("unhandled error")


def test_an_identity_is_kept_in_the_tab_and_never_in_an_address(suite: BrowserSuite, user: str) -> None:
    with suite.page("identity", user=user) as page:
        page.get_by_role("textbox", name="Token").fill("header.payload.signature")
        page.get_by_role("button", name="Use").last.click()
        expect(page.get_by_text("You are: token")).to_be_visible()
        assert "signature" not in page.url
        assert page.evaluate("JSON.stringify(localStorage)").find("signature") == -1


@pytest.mark.parametrize(("scheme", "locale"), LOOKS)
@pytest.mark.parametrize("opened", ["Latest changes|Últimas mudanças", "Edit item|Editar item"])
def test_axe_finds_nothing_in_what_the_board_opens(
    suite: BrowserSuite, user: str, opened: str, scheme: str, locale: str
) -> None:
    create_item(suite, user)
    with suite.page("board", user=user, scheme=scheme, locale=locale) as page:
        page.get_by_role("checkbox").first.click()
        page.get_by_role("button", name=re.compile(opened)).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert_accessible(page)


def test_the_first_view_is_small_and_asks_nobody_else(suite: BrowserSuite, user: str) -> None:
    hosts, scripts = set(), 0
    with suite.page("identity", user=user) as page:
        page.on("request", lambda request: hosts.add(request.url.split("/")[2].split(":")[0]))
        page.goto(f"{suite.console.url}/?again#/")
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        names = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    dist = Path(AXE).parents[2] / "dist" / "assets"
    scripts = sum(compressed(dist / name.rsplit("/", 1)[1]) for name in names if name.endswith(".js"))
    assert hosts == {"127.0.0.1"}
    assert 0 < scripts <= 250_000


def test_the_first_view_can_be_measured_again_and_again(suite: BrowserSuite, tmp_path: Path) -> None:
    visits = [visit(suite.browser, suite.console.url) for _ in range(3)]
    write_results(visits, weigh(visits[-1].scripts), tmp_path)
    figures = json.loads((tmp_path / "first-view.json").read_text(encoding="utf-8"))
    assert len(figures["painted_ms"]) == 3
    assert 0 < figures["script_bytes"] <= 250_000
    assert "| Overview |" in (tmp_path / "first-view.md").read_text(encoding="utf-8")


def test_the_overview_asks_the_console_alone_for_how_all_services_are(suite: BrowserSuite, user: str) -> None:
    asked: list[str] = []
    with suite.page("identity", user=user) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{suite.console.url}/?again#/")
        expect(page.get_by_role("article")).to_have_count(7)
    assert {url.split("/")[2] for url in asked} == {suite.console.url.split("/")[2]}


def compressed(path: Path) -> int:
    """Bytes of a file as gzip sends it."""
    return len(gzip.compress(path.read_bytes()))


def delete_card(page: Page) -> None:
    """Delete the one card there is."""
    page.get_by_role("button", name="Edit item: Pintar a cerca").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Pintar a cerca is deleted")).to_be_visible()


def move_right(page: Page, title: str) -> None:
    """Pick the card up, one column to the right, drop it."""
    card = page.get_by_role("button", name=title).first
    expect(card).to_be_visible()
    card.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Pintar a cerca is over New")).to_be_attached()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Pintar a cerca is over Review")).to_be_attached()
    with page.expect_response(is_change):
        page.keyboard.press("Space")


def is_change(response: Response) -> bool:
    """Whether it answers a change of an item."""
    return response.request.method == "PATCH"
