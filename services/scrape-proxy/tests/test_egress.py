"""The CONNECT proxy: tunnels to checked addresses, nothing else."""

import socket
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from scrape_client import refusal
from scrape_site import Site

from scrape_proxy.egress import EgressProxy
from suite.outbound import AddressGuard, CheckedTarget


class RecordingGuard(AddressGuard):
    """A guard that remembers what it was asked for."""

    def __init__(self, *options: Any) -> None:
        super().__init__(*options)
        self.asked: list[str] = []

    def check(self, url: str) -> CheckedTarget:
        self.asked.append(url)
        return super().check(url)


@pytest.fixture
def proxy(site: Site) -> Iterator[EgressProxy]:
    """A proxy that may reach the site by the name example.com; every other name is private."""
    names = {"example.com": ["127.0.0.1"], "private.example.com": ["10.0.0.1"]}
    guard = AddressGuard(["example.com"], lambda host, port: names[host])
    with EgressProxy(("127.0.0.1", 0), guard) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(proxy: EgressProxy, request: bytes, then: bytes = b"") -> bytes:
    """Everything the proxy sends back."""
    with socket.create_connection(proxy.server_address[:2], 10) as client:
        client.sendall(request)
        received = client.recv(65_536)
        if then and b"200" in received:
            client.sendall(then)
            while piece := client.recv(65_536):
                received += piece
        return received


def test_a_tunnel_leads_to_the_checked_address(proxy: EgressProxy, site: Site) -> None:
    site.page("/")
    asked = f"CONNECT example.com:{site.server_port} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    received = ask(proxy, asked, b"GET / HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n")

    assert received.startswith(b"HTTP/1.1 200 Connection Established\r\n\r\n")
    assert b"Heading /" in received


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "169.254.169.254", "2130706433", "localhost", "private.example.com"]
)
def test_a_private_target_is_refused_and_not_dialled(proxy: EgressProxy, site: Site, host: str) -> None:
    asked = f"CONNECT {host}:{site.server_port} HTTP/1.1\r\n\r\n".encode()

    assert ask(proxy, asked).startswith(b"HTTP/1.1 403 ")
    assert site.connections == 0


@pytest.mark.parametrize("request_line", [b"GET http://example.com/ HTTP/1.1", b"CONNECT  HTTP/1.1", b"nonsense"])
def test_anything_but_connect_is_refused(proxy: EgressProxy, site: Site, request_line: bytes) -> None:
    assert ask(proxy, request_line + b"\r\n\r\n").startswith(b"HTTP/1.1 405 ")
    assert site.connections == 0


def test_direct_fetches_go_through_the_proxy_to_the_checked_address(proxy: EgressProxy, site: Site, start: Any) -> None:
    host, port = proxy.server_address[:2]
    proxy.guard = guard = RecordingGuard(["127.0.0.1"])
    client = start(egress_proxy=f"http://{host}:{port}", allow_hosts=("127.0.0.1",))

    assert "Heading" in client.scraped(site.page("/"))["markdown"]
    assert guard.asked == [f"https://127.0.0.1:{site.server_port}/"]


def test_a_proxy_that_refuses_makes_the_target_unreachable(proxy: EgressProxy, site: Site, start: Any) -> None:
    host, port = proxy.server_address[:2]
    client = start(egress_proxy=f"http://{host}:{port}", allow_hosts=("127.0.0.1",))

    refusal(client.scrape(site.page("/")), 502, "TARGET_UNREACHABLE")
    assert site.connections == 0
