"""Every way out of a page, taken by a hostile one in Chromium: nothing private is reached."""

from collections.abc import Iterator
from threading import Event
from typing import Any

import psutil
import pytest
from scrape_client import Api
from scrape_site import HTML, Site
from test_browser import MADE, PATIENT_MS

from suite.outbound import AddressGuard
from suite_testing.tools import require_tool

# More than a visit may take: who waits so long has failed already.
HOLD_SECONDS = 70.0
HEAD = """<!doctype html><p id=app>A page that tells what became of its attempts, in so many words:</p><script>
const tell = (word) => { document.getElementById("app").append(" " + word); };
const done = () => fetch("/done");
const attempt = (url, options) => fetch(url, {mode: "no-cors", ...options}).then(() => "asked", () => "asked");
</script>"""


class Trap:
    """A site whose pages are hostile, and one that nobody may reach, also by a name or redirect."""

    def __init__(self, start: Any, site: Site, inner: Site) -> None:
        self.site, self.inner = site, inner
        self.names: list[str] = []
        self.guard = AddressGuard([f"127.0.0.1:{site.server_port}"], self._resolve)
        self.client: Api = start(self.guard, browser="always", browser_path=require_tool("chromium"))
        self._done = Event()
        site.answers["/done"] = self._note_done
        site.answers["/hold"] = lambda _: (self._done.wait(HOLD_SECONDS), (200, b"", {}))[1]

    def _resolve(self, host: str, port: int) -> list[str]:
        self.names.append(host)
        return ["127.0.0.1"]

    def _note_done(self, _: Any) -> tuple[int, bytes, dict[str, str]]:
        self._done.set()
        return 200, b"", {}

    def visit(self, markup: str, **options: Any) -> dict[str, Any]:
        """The page as it is once it called done(): until then it has not loaded."""
        for name, text in (("INNER", self.inner.url), ("PORT", str(self.inner.server_port))):
            markup = markup.replace(name, text)
        self.site.file("/", f"{HEAD}{markup}<img src=/hold>".encode(), "text/html")
        return self.client.scraped(
            self.site.url + "/",
            timeout=PATIENT_MS,
            onlyMainContent=False,
            formats=["markdown", "rawHtml"],
            **options,
        )


@pytest.fixture
def trap(start: Any, site: Site) -> Iterator[Trap]:
    with Site() as inner:
        inner.fallback = lambda _: (200, b"secret words", HTML | {"Access-Control-Allow-Origin": "*"})
        yield Trap(start, site, inner)
        assert inner.connections == 0


WORKER = """const outcomes = PLACES.map((place) =>
  fetch(place, {mode: "no-cors"}).then(() => "asked", () => "asked"));
Promise.all(outcomes).then((ends) => postMessage(ends.join(" ")));"""
PLACES = ["INNER/worker", "http://169.254.169.254/latest/", "http://inner.example.com:PORT/", "http://[::1]:PORT/"]


@pytest.mark.parametrize(
    "address",
    [
        'URL.createObjectURL(new Blob([code], {type: "text/javascript"}))',
        '"data:text/javascript," + encodeURIComponent(code)',
        '"/worker.js"',
    ],
    ids=["blob", "data", "file"],
)
def test_a_worker_reaches_nothing_private(trap: Trap, address: str) -> None:
    code = WORKER.replace("PLACES", str(PLACES))
    served = code.replace("INNER", trap.inner.url).replace("PORT", str(trap.inner.server_port))
    trap.site.file("/worker.js", served.encode(), "text/javascript")
    data = trap.visit(
        f"<script>const code = `{code}`; const worker = new Worker({address});"
        " worker.onmessage = (message) => { tell(message.data); done(); };"
        " worker.onerror = () => { tell('broken'); done(); };</script>"
    )

    assert data["markdown"].count("asked") == len(PLACES) and "broken" not in data["markdown"]


def test_a_shared_worker_reaches_nothing_private(trap: Trap) -> None:
    code = f'onconnect = ({{ports}}) => fetch("{trap.inner.url}/shared", {{mode: "no-cors"}}).then(() => 1, () => 1)'
    trap.site.file("/shared.js", f'{code}.then(() => ports[0].postMessage("asked"))'.encode(), "text/javascript")
    data = trap.visit(
        '<script>const shared = new SharedWorker("/shared.js");'
        " shared.port.onmessage = (message) => { tell(message.data); done(); };"
        " shared.onerror = () => { tell('broken'); done(); };</script>"
    )

    assert "asked" in data["markdown"]


def test_a_service_worker_is_never_installed(trap: Trap) -> None:
    code = f'self.addEventListener("install", (event) => event.waitUntil(fetch("{trap.inner.url}/service")));'
    trap.site.file("/service.js", code.encode(), "text/javascript")
    trap.visit(
        "<script>setTimeout(done, 3000);"
        ' navigator.serviceWorker.register("/service.js").then(() => navigator.serviceWorker.ready).then(done, done);'
        "</script>"
    )

    assert "/service.js" not in trap.site.hits


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_of_a_public_site_leads_to_a_private_one(trap: Trap, status: int) -> None:
    trap.site.redirect("/away", trap.inner.url + "/secret", status)
    trap.site.redirect("/metadata", "http://169.254.169.254/latest/meta-data/", status)
    trap.site.redirect("/file", "file:///etc/passwd", status)
    data = trap.visit(
        "<img src=/away><iframe src=/away></iframe><iframe src=/file></iframe><object data=/metadata></object>"
        '<link rel=stylesheet href=/away><script>Promise.all(["/away", "/metadata", "/file"].map((path) =>'
        " attempt(path))).then((ends) => { tell(ends.join(' ')); done(); });</script>"
    )

    assert data["markdown"].count("asked") == 3
    assert "secret words" not in data["rawHtml"] and "root:" not in data["rawHtml"]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://169.254.169.254/latest/", "INNER/secret"])
def test_no_frame_opens_a_file_or_a_private_address(trap: Trap, address: str) -> None:
    data = trap.visit(
        f'<iframe id=frame src="{address}"></iframe><script>const request = new XMLHttpRequest();'
        f' request.open("GET", "{address}"); request.onloadend = () => {{ tell(request.responseText || "empty");'
        " let text = 'closed'; try { text = frame.contentDocument.body.textContent } catch { }"
        " tell(`frame:${text}`); done(); }; try { request.send() } catch { done() }</script>"
    )

    assert "empty" in data["markdown"]
    assert "secret words" not in data["rawHtml"] and "root:" not in data["rawHtml"]


def test_no_name_is_looked_up_before_something_is_fetched_from_it(trap: Trap) -> None:
    trap.visit(
        "<link rel=dns-prefetch href='//prefetched.example.com'><a href='http://linked.example.com/'>to a name</a>"
        "<script>const link = document.createElement('link'); link.rel = 'dns-prefetch';"
        " link.href = '//late.example.com'; document.head.append(link); setTimeout(done, 500)</script>"
    )

    assert trap.names == []


@pytest.mark.parametrize("rel", ["preconnect", "prefetch", "preload", "prerender", "modulepreload", "icon", "manifest"])
def test_nothing_is_fetched_ahead_from_a_private_address(trap: Trap, rel: str) -> None:
    trap.visit(
        f'<link rel={rel} as=script href="INNER/ahead"><script type=speculationrules>'
        '{"prefetch": [{"urls": ["INNER/rules"]}], "prerender": [{"urls": ["INNER/rules"]}]}</script>'
        "<script>setTimeout(done, 500)</script>"
    )


@pytest.mark.parametrize("address", ["ws://127.0.0.1:PORT/", "wss://127.0.0.1:PORT/", "ws://inner.example.com:PORT/"])
def test_no_socket_opens_to_a_private_address(trap: Trap, address: str) -> None:
    data = trap.visit(
        f'<script>const socket = new WebSocket("{address}"); socket.onopen = () => {{ tell("opened"); done(); }};'
        ' socket.onerror = () => { tell("refused"); done(); }</script>'
    )

    assert "refused" in data["markdown"] and "opened" not in data["markdown"]


def test_a_stream_of_events_and_a_form_reach_nothing_private(trap: Trap) -> None:
    data = trap.visit(
        "<iframe name=target></iframe><form id=form method=post target=target action=INNER/form></form>"
        '<script>form.submit(); const stream = new EventSource("INNER/stream");'
        ' stream.onerror = () => { tell("refused"); done(); }; window.open("INNER/window")</script>'
    )

    assert "refused" in data["markdown"]


def test_a_browser_that_is_killed_while_it_reads_costs_its_page_one_retry(start: Any, site: Site) -> None:
    client: Api = start(browser="always", browser_path=require_tool("chromium"))

    def kill_once(_: Any) -> tuple[int, bytes, dict[str, str]]:
        if site.hits["/kill"] == 1:
            for process in psutil.Process().children(recursive=True):
                if "chrom" in process.name():
                    process.kill()
        return 200, b"", {}

    site.answers["/kill"] = kill_once
    script = f'fetch("/kill").then(() => {{ document.getElementById("app").textContent = "{MADE}" }})'
    site.file("/", f"<p id=app></p><script>{script}</script>".encode(), "text/html")

    assert client.scraped(site.url + "/", timeout=PATIENT_MS)["markdown"] == MADE
    # Once without the browser, and twice with it.
    assert site.hits["/"] == 3
