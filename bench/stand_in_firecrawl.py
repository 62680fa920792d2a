"""A Firecrawl that answers everything at once with the same page: stand_in_firecrawl.py PORT."""

import json
import socket
import sys
from contextlib import suppress
from threading import Thread

PAGE = json.dumps({"success": True, "data": {"markdown": "palavra " * 1_250, "metadata": {"statusCode": 200}}}).encode()
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(PAGE)}\r\n\r\n".encode()


def serve(client: socket.socket) -> None:
    """Answer the requests of one connection; bodies are JSON objects without braces inside."""
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    waiting = b""
    with client, suppress(ConnectionResetError):
        while piece := client.recv(65_536):
            waiting += piece
            head, end, body = waiting.partition(b"\r\n\r\n")
            if end and (head.startswith(b"GET") or body.endswith(b"}")):
                waiting = b""
                client.sendall(HEAD + PAGE)


def main(port: int) -> None:
    """Serve for ever."""
    with socket.create_server(("127.0.0.1", port), backlog=128) as listener:
        while True:
            client, _ = listener.accept()
            Thread(target=serve, args=(client,), daemon=True).start()


if __name__ == "__main__":
    main(int(sys.argv[1]))
