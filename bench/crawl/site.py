"""The site as a process of its own: python -m bench.crawl.site PAGES. It prints its address and serves."""

import sys
from typing import Any

from bench.crawl.pages import write_site
from suite_testing.local_server import LocalServer, QuietHandler


class StaticSite(LocalServer):
    """Pages by path, kept alive connections."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        super().__init__(StaticHandler)
        self.pages = pages


class StaticHandler(QuietHandler):
    server: StaticSite

    def do_GET(self) -> None:
        body = self.server.pages.get(self.path)
        kind = "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8"
        self.reply(200 if body is not None else 404, body or b"", {"Content-Type": kind})


def main(arguments: list[Any]) -> None:
    """Until standard input ends."""
    with StaticSite(write_site(int(arguments[0]))) as site:
        print(site.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1:])
