"""Fake chat services on a socket of this machine: they answer what was asked, unless a test plans a fault."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

KEYS = {name: f"the-key-of-{name}-0123456789" for name in ("openai", "gemini", "deepseek", "kimi")}
# One list after the other of a question, in the order of the questions.
_OFFERED = re.compile(r"Subsentimentos: (\[.*?\])\n")
_OPTIONS = re.compile(r"Opções: (\[.*?\])\n")


@dataclass(frozen=True)
class Fault:
    """An answer that is not the right one. `change` turns the right text into a wrong one."""

    status: int = 200
    body: bytes | None = None
    change: Callable[[str], str] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False


@dataclass
class Models:
    """`faults` of a service are used up one a request; `asked` are the questions each was asked."""

    base: str
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    shown: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    over: Event = field(default_factory=Event)

    def environment(self, *names: str) -> dict[str, str]:
        """Variables that give these services a key and send them here."""
        variables = {f"{name.upper()}_API_KEY": KEYS[name] for name in names}
        return variables | {f"{name.upper()}_BASE_URL": f"{self.base}/{name}" for name in names}


def right_answer(question: str) -> str:
    """What a good model says."""
    if found := _OPTIONS.search(question):
        reasons = [{"optionId": one["optionId"], "reason": "Um convite a pensar"} for one in json.loads(found[1])]
        return json.dumps({"reasons": reasons}, ensure_ascii=False)
    if "Prêmios: " in question:
        return json.dumps({"oscars": []})
    if found := _OFFERED.search(question):
        ids = [one["id"] for one in json.loads(found[1])][:4]
        matches = [{"id": one, "relevance": 0.9, "explanation": "Porque sim {é} assim"} for one in ids]
        return json.dumps({"matches": matches}, ensure_ascii=False)
    return json.dumps({"audience": "Silêncio", "hook": "O que fica quando tudo passa?", "warning": None})


class Handler(BaseHTTPRequestHandler):
    """Speaks both protocols."""

    models: Models

    def do_POST(self) -> None:
        name = self.path.split("/")[1]
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        gemini = "contents" in content
        question = content["contents"][0]["parts"][0]["text"] if gemini else content["messages"][1]["content"]
        self.models.asked[name].append(question)
        self.models.shown[name].add(self.headers.get("x-goog-api-key") or self.headers.get("Authorization") or "")
        planned = self.models.faults[name]
        fault = planned.pop(0) if planned else Fault()
        if fault.silent:
            self.models.over.wait(10)
            return
        text = right_answer(question)
        text = fault.change(text) if fault.change else text
        self.answer(fault, fault.body if fault.body is not None else envelope(text, gemini=gemini))

    def answer(self, fault: Fault, body: bytes) -> None:
        self.send_response(fault.status)
        for name, value in {**fault.headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return None


def envelope(text: str, *, gemini: bool) -> bytes:
    """The text as a service wraps it."""
    content: dict[str, Any]
    if gemini:
        content = {
            "candidates": [{"content": {"parts": [{"text": text}]}, "finishReason": "STOP"}],
            "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 200},
        }
    else:
        content = {
            "choices": [{"message": {"content": text}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 200},
        }
    return json.dumps(content).encode()


@contextmanager
def running_models() -> Iterator[Models]:
    """The services, until the block ends."""
    handler = type("ModelsHandler", (Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        handler.models = models = Models(f"http://127.0.0.1:{server.server_address[1]}")
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield models
        models.over.set()
        server.shutdown()
        thread.join()
