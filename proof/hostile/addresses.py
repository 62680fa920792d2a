"""An inner address in every form that a parser somewhere reads as it, and the server there that nobody may reach."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import quote

from proof.hostile.pages import REDIRECTING

# Loopback, and none of those that the suite of the proof exempts from the guard.
INNER = "127.0.0.77"


@dataclass
class Victim:
    """`reached` counts connections."""

    port: int
    reached: int = 0
    listeners: list[socket.socket] = field(default_factory=list)


@contextmanager
def victim() -> Iterator[Victim]:
    """Listens on an inner address, on ::1 as well where there is one, during the block."""
    first = socket.create_server((INNER, 0))
    made = Victim(first.getsockname()[1], listeners=[first])
    with suppress(OSError):
        made.listeners.append(socket.create_server(("::1", made.port), family=socket.AF_INET6))
    for listener in made.listeners:
        threading.Thread(target=_count, args=(made, listener), daemon=True).start()
    try:
        yield made
    finally:
        for listener in made.listeners:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()


def _count(made: Victim, listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        made.reached += 1
        connection.close()


def forms(port: int, site_port: int) -> list[str]:
    """URLs that mean the victim to somebody: hosts, tricks of the authority, and pages that lead there."""
    number = int.from_bytes(socket.inet_aton(INNER))
    low = f"{number >> 16:x}:{number & 0xFFFF:x}"
    hosts = [
        *(INNER, f"{INNER}.", "127.77", "127.0.77", str(number), hex(number), f"0{number:o}", "0x7f.0.0.0x4d"),
        *("0177.0.0.0115", "127.0.0.077", "127。0。0。77", "１２７.0.0.77", "①②⑦.0.0.77", "127.0.0.77%00.example.com"),
        *(
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "0",
            "0.0.0.0",
            "ip6-localhost",
            "[::1]",
            "[::]",
            "[0:0:0:0:0:0:0:1]",
        ),
        *(f"[::{INNER}]", f"[::ffff:{INNER}]", f"[::ffff:{low}]", f"[::ffff:0:{low}]", f"[64:ff9b::{low}]"),
        *(f"[2002:{low}::1]", f"[2001:db8::5efe:{low}]", f"[2001:470::200:5efe:{low}]", f"[2001:0:{low}::1]"),
        *(f"[fe80::5efe:{low}%25lo]", "[::1%25lo]", "[fd00::1]", "[ff02::1]"),
    ]
    authorities = [f"http://{host}:{port}/" for host in hosts]
    tricks = [
        *(f"http://example.com@{INNER}:{port}/", f"http://{INNER}:{port}#@example.com/", f"http:{INNER}:{port}/"),
        *(
            f"http://{INNER}:{port}\\@example.com/",
            f"http:///{INNER}:{port}/",
        ),
        *(
            f"http://example.com\t@{INNER}:{port}/",
            f"//{INNER}:{port}/",
            f"gopher://{INNER}:{port}/_x",
            "file:///etc/passwd",
        ),
    ]
    inner = [authorities[0], authorities[hosts.index("[::1]")], tricks[0]]
    led = [f"http://127.0.0.1:{site_port}{REDIRECTING}?{quote(url, safe='')}" for url in inner]
    return [*authorities, *tricks, *led]


def bodies(url: str) -> Iterator[tuple[str, str, bytes]]:
    """(service, path, body) of every request that has a service fetch an address, or call it later."""
    page = {"url": url, "timeout": 3_000}
    yield "SCRAPE_PROXY", "/api/v1/scrape", json.dumps({**page, "formats": ["markdown"]}).encode()
    yield "SCRAPE_PROXY", "/v2/scrape", json.dumps(page).encode()
    yield "SCRAPE_PROXY", "/api/v1/map", json.dumps({"url": url}).encode()
    yield "SCRAPE_PROXY", "/api/v1/crawl", json.dumps({"url": url, "limit": 1}).encode()
    yield "SCRAPE_PROXY", "/v2/crawl", json.dumps({"url": "http://127.0.0.1:9/", "limit": 1, "webhook": url}).encode()
    yield "SCRAPE_PROXY", "/v2/batch/scrape", json.dumps({"urls": [url]}).encode()
