"""Pages that need scripts, read by Chromium, which reaches nothing that we may not."""

import socket
import struct
from base64 import b64decode
from dataclasses import fields, replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import pytest
from scrape_client import Api, refusal
from scrape_site import Site

from scrape_proxy.browser.browser import Browser
from scrape_proxy.browser.session import FOLDER, MAX_HEIGHT, MAX_MARKUP, MAX_PICTURE, markup_of, picture_of
from scrape_proxy.crawls.crawler import Crawler
from scrape_proxy.errors import ResponseTooLarge
from scrape_proxy.settings import Settings, as_browser_mode
from suite.outbound import AddressGuard
from suite.outbound.guard import CheckedTarget
from suite_ops.processes.patience import wait_until
from suite_testing.tools import require_tool

MADE = "Words that only scripts have made, and enough of them to be a page that people read."
SCRIPTED = f'<div id=app></div><script>document.getElementById("app").innerHTML = "<p>{MADE}</p>"</script>'
PATIENT_MS = 60_000


@pytest.fixture
def browsing(start: Any) -> Api:
    """A client of a proxy with a browser where one is needed."""
    client: Api = start(browser="auto", browser_path=require_tool("chromium"))
    return client


def test_a_page_without_text_is_read_as_its_scripts_make_it(browsing: Api, site: Site) -> None:
    url = site.file("/", SCRIPTED.encode(), "text/html")
    data = browsing.scraped(url, timeout=PATIENT_MS, formats=["markdown", "rawHtml"])

    assert data["markdown"] == MADE
    assert f"<p>{MADE}</p>" in data["rawHtml"]


def test_a_page_with_text_needs_no_browser(browsing: Api, site: Site) -> None:
    url = site.page("/", text=MADE, head="<script>x()</script>")

    assert MADE in browsing.scraped(url)["markdown"]
    assert site.fetched() == {"/": 1}


def test_who_waits_gets_what_comes_late(browsing: Api, site: Site) -> None:
    late = f"<p>{MADE}</p><script>setTimeout(() => document.body.append('late words'), 3500)</script>"
    data = browsing.scraped(site.file("/", late.encode(), "text/html"), waitFor=5_000, timeout=PATIENT_MS)

    assert "late words" in data["markdown"] and "warning" not in data


def test_a_crawl_follows_links_that_scripts_make(browsing: Api, site: Site) -> None:
    script = "document.body.innerHTML = '<a href=/next>next</a>'"
    site.page("/next")
    crawl_id = browsing.begin(site.file("/", f"<p></p><script>{script}</script>".encode(), "text/html"))
    Crawler(browsing.service.gateway, browsing.service.database).run_once()

    assert browsing.status(crawl_id)["completed"] == 2


FORM = """<html lang=pt><head><title>form</title>
<meta name=viewport content="width=device-width"></head><body style="background:#fff"><main>
<p>A page that people use, with enough words around its form to be read as a page of its own.</p>
<input id=name><button id=go onclick="answer.textContent = `hello ${document.getElementById('name').value}`">go</button>
<p id=answer></p><p id=language></p><div style="height: 3000px"></div><p id=end>end</p></main>
<script>document.getElementById("language").textContent = `${navigator.language} ${innerWidth < 500 ? "phone" : "desk"}`
addEventListener("keydown", (event) => { if (event.key === "Escape") answer.textContent += " entered" })</script>
</body></html>"""


def test_actions_are_done_in_their_order_and_what_they_saw_is_told(browsing: Api, site: Site) -> None:
    data = browsing.scraped_by_sdk(
        site.file("/", FORM.encode(), "text/html"),
        formats=["markdown"],
        timeout=PATIENT_MS,
        actions=[
            {"type": "click", "selector": "#name"},
            {"type": "write", "text": "Zoë"},
            {"type": "scrape"},
            {"type": "click", "selector": "#go"},
            {"type": "wait", "selector": "#answer:not(:empty)"},
            {"type": "press", "key": "Escape"},
            {"type": "scroll", "direction": "down"},
            {"type": "wait", "milliseconds": 10},
            {"type": "screenshot"},
        ],
    )

    assert "hello Zoë entered" in data["markdown"]
    [seen] = data["actions"]["scrapes"]
    assert seen["url"] == site.url + "/" and 'id="answer"></p>' in seen["html"]
    assert size_of(data["actions"]["screenshots"][0])[0] > 500


def test_a_picture_shows_what_is_seen_or_the_whole_page(browsing: Api, site: Site) -> None:
    url = site.file("/", FORM.encode(), "text/html")
    seen = browsing.scraped(url, formats=["screenshot"], timeout=PATIENT_MS)["screenshot"]
    whole = browsing.scraped_by_sdk(url, formats=[{"type": "screenshot", "fullPage": True}], timeout=PATIENT_MS)

    assert size_of(seen)[1] < 2_000
    assert size_of(whole["screenshot"])[1] > 3_000


def test_a_page_taller_than_what_is_painted_is_cut(browsing: Api, site: Site) -> None:
    tall = FORM.replace("3000px", "90000px")
    data = browsing.scraped_by_sdk(
        site.file("/", tall.encode(), "text/html"), formats=["screenshot@fullPage"], timeout=PATIENT_MS
    )

    assert size_of(data["screenshot"])[1] == MAX_HEIGHT


def test_a_page_is_seen_on_a_phone_in_the_language_of_the_location(browsing: Api, site: Site) -> None:
    url = site.file("/", FORM.encode(), "text/html")
    location = {"country": "BR", "languages": ["pt-BR"]}
    data = browsing.scraped_by_sdk(url, formats=["markdown"], mobile=True, location=location, timeout=PATIENT_MS)

    assert "pt-BR phone" in data["markdown"] and "warning" not in data


class PageOf:
    """A page with so much of everything."""

    def __init__(self, picture: int = 0, markup: int = 0) -> None:
        self.picture, self.markup = picture, markup

    def screenshot(self) -> bytes:
        return b"x" * self.picture

    def evaluate(self, _: str) -> int:
        return self.markup

    def content(self) -> str:
        return "markup"


def test_what_is_taken_of_a_page_is_bounded() -> None:
    assert len(picture_of(PageOf(picture=MAX_PICTURE), whole=False)) == MAX_PICTURE  # type: ignore[arg-type]
    assert markup_of(PageOf(markup=MAX_MARKUP)) == "markup"  # type: ignore[arg-type]
    with pytest.raises(ResponseTooLarge):
        picture_of(PageOf(picture=MAX_PICTURE + 1), whole=False)  # type: ignore[arg-type]
    with pytest.raises(ResponseTooLarge):
        markup_of(PageOf(markup=MAX_MARKUP + 1))  # type: ignore[arg-type]


def test_an_action_without_its_element_is_told_by_its_kind_and_selector(browsing: Api, site: Site) -> None:
    url = site.file("/", FORM.encode(), "text/html")
    options = {"actions": [{"type": "click", "selector": "#nowhere"}], "timeout": PATIENT_MS}
    answer = browsing.post("/v2/scrape", {"url": url, **options})

    assert answer.status_code == 400 and "click #nowhere" in answer.get_json()["error"]


@pytest.mark.parametrize(
    "actions",
    [
        "click",
        [{"type": "executeJavascript", "script": "1"}],
        [{"type": "click"}],
        [{"type": "write", "text": "x" * 10_001}],
        [{"type": "wait", "milliseconds": 30_001}],
        [{"type": "wait", "milliseconds": True}],
        [{"type": "scroll", "direction": "left"}],
        [{"type": "screenshot"}] * 11,
        [{"type": "scrape"}] * 51,
        [None],
    ],
)
def test_actions_that_cannot_be_done_are_refused(api: Api, site: Site, actions: Any) -> None:
    answer = api.post("/v1/scrape", {"url": site.page("/"), "actions": actions})

    assert answer.status_code == 400 and site.fetched() == {}


def test_a_page_that_never_lets_go_ends_with_its_time(browsing: Api, site: Site) -> None:
    endless = FORM.replace("<script>", "<script>setTimeout(() => { while (true); }, 300);")
    url = site.file("/", endless.encode(), "text/html")

    refusal(browsing.scrape(url, timeout=4_000, waitFor=1_000), 504, "TARGET_TIMEOUT")
    site.file("/next", SCRIPTED.encode(), "text/html")
    assert browsing.scraped(site.url + "/next", timeout=PATIENT_MS)["markdown"] == MADE


def test_a_page_that_takes_too_much_memory_is_given_up(start: Any, site: Site) -> None:
    client = start(browser="auto", browser_path=require_tool("chromium"), browser_memory_mb=512)
    hungry = "<script>const held = []; setInterval(() => held.push(new Uint8Array(5e7).fill(1)), 20)</script>"
    url = site.file("/", hungry.encode(), "text/html")

    refusal(client.scrape(url, timeout=PATIENT_MS), 502, "PAGE_TOO_COMPLEX")


def size_of(picture: str) -> tuple[int, int]:
    """Width and height of a PNG in a data: address."""
    content = b64decode(picture.removeprefix("data:image/png;base64,"))
    assert content.startswith(b"\x89PNG")
    return struct.unpack(">II", content[16:24])


HOSTILE = """<div id=app></div><link rel=dns-prefetch href="//prefetch.example.com"><link rel=preconnect href="INNER">
<img src="INNER/image"><iframe src="INNER/frame"></iframe><iframe src="file:///etc/passwd"></iframe>
<link rel=stylesheet href="http://169.254.169.254/latest/meta-data/"><script src="INNER/script"></script><script>
const told = [];
const tell = (name) => { told.push(name); document.getElementById("app").textContent = "told " + told.join(" "); };
for (const [name, url] of Object.entries({inner: "INNER/fetch", metadata: "http://169.254.169.254/latest/",
    name: "http://localhost:PORT/", six: "http://[::1]:PORT/", file: "file:///etc/passwd", odd: "http://2130706433:PORT/"}))
  fetch(url, {mode: "no-cors"}).then((reply) => reply.text())
    .then(() => tell(name + ":reached"), () => tell(name + ":refused"));
navigator.sendBeacon("INNER/beacon", "x");
const socket = new WebSocket("ws://127.0.0.1:PORT/socket");
socket.onopen = () => tell("socket:reached"); socket.onerror = () => tell("socket:refused");
const peer = new RTCPeerConnection({iceServers: [{urls: "stun:127.0.0.1:UDP"}]});
peer.createDataChannel("x"); peer.createOffer().then((offer) => peer.setLocalDescription(offer));
</script>"""


def test_no_way_of_a_page_leads_to_a_private_address(start: Any, site: Site) -> None:
    with Site() as inner, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        guard = AddressGuard([f"127.0.0.1:{site.server_port}"])
        client = start(guard, browser="always", browser_path=require_tool("chromium"))
        body = HOSTILE.replace("INNER", inner.url).replace("PORT", str(inner.server_port))
        body = body.replace("UDP", str(udp.getsockname()[1]))
        site.file("/", body.encode(), "text/html")
        markdown = client.scraped(site.url + "/", timeout=PATIENT_MS, onlyMainContent=False)["markdown"]

        assert inner.connections == 0
        with pytest.raises(BlockingIOError):
            udp.recv(100)
    assert "socket:refused" in markdown and "inner:" in markdown
    assert "root:" not in markdown and "file:reached" not in markdown and "socket:reached" not in markdown


# Each by a fetch of its own: ranges, spellings, names and ports of the guard's own tests.
FORBIDDEN = [
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1:8080",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "0.0.0.0",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "[::1]",
    "[::ffff:10.0.0.1]",
    "[64:ff9b::a00:1]",
    "[fc00::1]",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[2002:a00:1::]",
    "localhost",
    "printer.local",
    "metadata.google.internal",
    "db.internal",
    "instance-data",
    "example.com:25",
    "example.com:22",
]
EVERY_FETCH = """<div id=app></div><script>
const app = document.getElementById("app");
Promise.all(PLACES.map((place) => fetch(`http://${place}/`, {mode: "no-cors"}).then(() => "asked", () => "asked")))
  .then((ends) => { app.textContent = "These are all the places that a page may not read: " + ends.join(" ") });
</script>"""


class RememberingGuard(AddressGuard):
    """Knows which places it let through."""

    def __init__(self, allowed: list[str]) -> None:
        super().__init__(allowed, lambda host, port: ["10.1.2.3"])
        self.passed: set[str] = set()

    def check(self, url: str) -> CheckedTarget:
        target = super().check(url)
        self.passed.add(f"{target.place.host}:{target.place.port}")
        return target


def test_every_place_the_guard_refuses_is_refused_to_a_page(start: Any, site: Site) -> None:
    guard = RememberingGuard([f"127.0.0.1:{site.server_port}"])
    client = start(guard, browser="always", browser_path=require_tool("chromium"))
    site.file("/", EVERY_FETCH.replace("PLACES", str(FORBIDDEN)).encode(), "text/html")
    markdown = client.scraped(site.url + "/", timeout=PATIENT_MS, onlyMainContent=False)["markdown"]

    # What the proxy answers for a refused place is opaque to the page: what counts is what the guard let through.
    assert markdown.count("asked") == len(FORBIDDEN)
    assert guard.passed == {f"127.0.0.1:{site.server_port}"}


def test_a_redirect_by_script_reaches_nothing_private(start: Any, site: Site) -> None:
    with Site() as inner:
        guard = AddressGuard([f"127.0.0.1:{site.server_port}"])
        client = start(guard, browser="always", browser_path=require_tool("chromium"))
        site.file("/", f'<script>location.href = "{inner.url}/secret"</script>'.encode(), "text/html")
        client.scrape(site.url + "/", timeout=PATIENT_MS)

        assert inner.connections == 0


def test_a_killed_browser_costs_one_retry(start: Any, site: Site, tmp_path: Path) -> None:
    once = tmp_path / "once"
    program = tmp_path / "browser"
    program.write_text(
        f'#!/bin/sh\n[ -e {once} ] || {{ touch {once}; kill -9 $$; }}\nexec {require_tool("chromium")} "$@"\n'
    )
    program.chmod(0o755)
    client = start(browser="auto", browser_path=str(program))
    url = site.file("/", SCRIPTED.encode(), "text/html")

    assert client.scraped(url, timeout=PATIENT_MS)["markdown"] == MADE


def test_a_browser_that_always_ends_is_told(start: Any, site: Site, tmp_path: Path) -> None:
    program = tmp_path / "browser"
    program.write_text(f"#!/bin/sh\necho x >> {tmp_path / 'starts'}\nexit 3\n")
    program.chmod(0o755)
    client = start(browser="auto", browser_path=str(program))

    refusal(client.scrape(site.file("/", SCRIPTED.encode(), "text/html")), 502, "BROWSER_FAILED")
    assert (tmp_path / "starts").read_text().count("x") == 2


def test_a_page_whose_scripts_never_end_times_out_and_leaves_no_process(start: Any, site: Site, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    program = tmp_path / "browser"
    program.write_text(f"#!/bin/sh\necho $$ > {pid}\nsleep 600 & wait\n")
    program.chmod(0o755)
    client = start(browser="auto", browser_path=str(program))

    refusal(client.scrape(site.file("/", SCRIPTED.encode(), "text/html"), timeout=2_000), 504, "TARGET_TIMEOUT")
    assert wait_until(lambda: not Path(f"/proc/{pid.read_text().strip()}").exists(), 60)


def test_what_browsers_that_ended_have_left_goes_with_the_next_one(
    start: Any, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Chromium makes a socket below it, whose address has at most 108 characters.
    folder = Path(mkdtemp(dir="/tmp"))
    monkeypatch.setenv("TMPDIR", str(folder))
    url = site.file("/", SCRIPTED.encode(), "text/html")
    for _ in range(2):
        client = start(browser="auto", browser_path=require_tool("chromium"))
        assert client.scraped(url, timeout=PATIENT_MS)["markdown"] == MADE
        sessions = client.service.gateway.browser.sessions
        [child] = sessions.processes
        # The browser's profile is in there as well.
        assert [left.name.rpartition("-")[0] for left in folder.iterdir()] == [f"{FOLDER}{child}"]
        sessions.close()
    rmtree(folder, ignore_errors=True)


def test_without_a_browser_pages_are_shown_as_they_come(api: Api, site: Site) -> None:
    assert api.scraped(site.file("/", SCRIPTED.encode(), "text/html"))["markdown"] == ""


def test_the_browser_is_used_where_it_is_installed_unless_somebody_says_otherwise(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = AddressGuard()
    default = replace(settings, browser=default_of("browser"), browser_path="/bin/sh")

    assert Browser(default, guard).is_there
    assert not Browser(replace(default, browser_path="/nowhere"), guard).is_there
    assert not Browser(replace(default, browser="never"), guard).is_there
    monkeypatch.setattr("scrape_proxy.browser.browser.has_playwright", lambda: False)
    assert not Browser(default, guard).is_there


def default_of(name: str) -> Any:
    """What a setting is when nobody sets it."""
    return next(field.default for field in fields(Settings) if field.name == name)


def test_a_browser_without_playwright_is_refused_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrape_proxy.settings.has_playwright", lambda: False)

    assert as_browser_mode("never") == "never"
    with pytest.raises(ValueError, match="extra `browser`"):
        as_browser_mode("auto")
