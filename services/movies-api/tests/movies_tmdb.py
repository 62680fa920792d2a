"""A fake TMDB on a socket of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit


class FakeTmdb(BaseHTTPRequestHandler):
    """Answers what the test put into `answers`, and keeps what it was asked."""

    answers: dict[str, tuple[int, bytes]]
    asked: list[tuple[str, dict[str, list[str]], str | None]]

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        self.asked.append((place.path, parse_qs(place.query), self.headers.get("Authorization")))
        status, body = self.answers.get(place.path, (404, b"{}"))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return None


@contextmanager
def running_tmdb() -> Iterator[tuple[type[FakeTmdb], str]]:
    """The fake and its base address, until the block ends."""
    handler = type("Handler", (FakeTmdb,), {"answers": {}, "asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield handler, f"http://127.0.0.1:{server.server_address[1]}/3"
        server.shutdown()
        thread.join()
