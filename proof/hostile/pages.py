"""A site whose pages are made to keep whoever reads them busy."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from urllib.parse import unquote

DRIPPING = "/drip"
# Leads to the address after its question mark.
REDIRECTING = "/to"
DRIP_SECONDS = 20


@cache
def pages() -> dict[str, tuple[str, bytes]]:
    """Path → content type and body."""
    html = "text/html; charset=utf-8"
    return {
        "/attributes": (html, b"<p " + b"a=b " * 900_000 + b">x</p>"),
        "/names": (html, b"<p " + b" ".join(b"a%d=b" % number for number in range(200_000)) + b">x</p>"),
        "/links": (html, b"<a href=/x>x</a>" * 450_000),
        "/nested": (html, b"<div>" * 200_000 + b"x"),
        "/tables": (html, b"<table><tr><td>" * 60_000 + b"x"),
        "/punycode": ("text/html; charset=punycode", b"a" * 400_000),
        "/utf7": ("text/html; charset=utf-7", b"+ADw-" * 100_000),
        "/entities": (html, b"&" + b"a" * 2_000_000 + b";" + b"&amp" * 500_000),
        "/comment": (html, b"<!--" + b"-" * 4_000_000),
        "/script": (html, b"<script>" * 300_000),
        "/ld": (html, b"<script type=application/ld+json>" + b'{"a":' * 50_000 + b"</script>"),
        "/numbers": (html, b'<script type=application/ld+json>{"a":' + b"9" * 1_000_000 + b',"b":1e999}</script>'),
        "/text": (html, b"<p>" + b"word " * 1_500_000),
    }


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == DRIPPING:
            self._drip()
            return
        if self.path.startswith(f"{REDIRECTING}?"):
            self.send_response(302)
            self.send_header("Location", unquote(self.path.partition("?")[2]))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        kind, body = pages().get(self.path, ("text/plain", b""))
        self.send_response(200 if self.path in pages() else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for _ in range(DRIP_SECONDS):
            self.wfile.write(b"<p>")
            self.wfile.flush()
            sleep(1)

    def log_message(self, *_: object) -> None:
        """Nothing is told."""

    def handle(self) -> None:
        """A reader that has seen enough goes away."""
        try:
            super().handle()
        except OSError:
            self.close_connection = True


@contextmanager
def hostile_site() -> Iterator[int]:
    """The port of the site during the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
