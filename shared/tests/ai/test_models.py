"""Models of others, on a socket of this machine: what is asked, what is read, what is on record."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from suite.ai.answers import InvalidAnswer
from suite.ai.dialects import GeminiDialect, OpenAiDialect
from suite.ai.model import Model, ModelFailed
from suite.ai.models import DIALECTS, models_of
from suite.ai.panel import AllFailed, Panel
from suite.ai.settings import ModelSettings
from suite.outbound import exchange
from suite.settings import Secret
from suite.tracing import trace
from suite_testing.recorded_traces import recorded_traces

AGAIN = "Only JSON, please: {problem}."
KEY = Secret("a-key-nobody-may-read")


@dataclass
class Answers:
    """`texts` are what the model says, one a request; a number is a status instead."""

    base: str = ""
    texts: list[str | int] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    completion_tokens: object = True


def wrapped(text: str, *, gemini: bool, completion_tokens: object) -> dict[str, Any]:
    """A text as the two protocols carry it."""
    if gemini:
        return {"candidates": [{"content": {"parts": [{"text": text[:3]}, {"text": text[3:]}]}}]}
    usage = {"prompt_tokens": 10, "completion_tokens": completion_tokens}
    return {"choices": [{"message": {"content": text}, "finish_reason": "stop"}], "usage": usage}


class Handler(BaseHTTPRequestHandler):
    answers: Answers

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.answers.bodies.append({**body, "path": self.path})
        self.answers.headers.append(dict(self.headers))
        text = self.answers.texts.pop(0)
        how = {"gemini": "contents" in body, "completion_tokens": self.answers.completion_tokens}
        content = b"no" if isinstance(text, int) else json.dumps(wrapped(text, **how)).encode()
        self.send_response(text if isinstance(text, int) else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    monkeypatch.setattr(exchange, "FIRST_WAIT_SECONDS", 0.001)
    monkeypatch.setattr(exchange, "LONGEST_WAIT_SECONDS", 0.002)
    handler = type("AnswersHandler", (Handler,), {"answers": Answers()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        handler.answers.base = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield handler.answers
        server.shutdown()
        thread.join()


@pytest.fixture
def model(answers: Answers) -> Model:
    return Model("openai", OpenAiDialect(), KEY, "small", answers.base, (1.0, 2.0))


def number_of(answer: dict[str, Any]) -> int:
    found = answer.get("n")
    if not isinstance(found, int):
        raise InvalidAnswer("n is no number")
    return found


def test_both_protocols_ask_and_read(answers: Answers) -> None:
    answers.texts = ['{"n": 1}', 'Of course: {"n": 2}']
    openai = Model("openai", OpenAiDialect(), KEY, "small", answers.base)
    gemini = Model("gemini", GeminiDialect(), KEY, "a/b", answers.base)

    assert [one.ask("Be brief", "How many?", number_of, again=AGAIN) for one in (openai, gemini)] == [1, 2]
    first, second = answers.bodies
    assert (first["path"], second["path"]) == ("/chat/completions", "/models/a/b:generateContent")
    assert [message["content"] for message in first["messages"]] == ["Be brief", "How many?"]
    assert second["systemInstruction"] == {"parts": [{"text": "Be brief"}]}
    assert answers.headers[0]["Authorization"] == f"Bearer {KEY.reveal()}"
    assert answers.headers[1]["x-goog-api-key"] == KEY.reveal()


def test_an_answer_of_no_use_is_asked_for_once_more_with_what_was_wrong(answers: Answers, model: Model) -> None:
    answers.texts = ['{"n": "one"}', '{"n": 1}']

    assert model.ask("s", "q", number_of, again=AGAIN) == 1
    assert answers.bodies[1]["messages"][1]["content"] == "q\nOnly JSON, please: n is no number."
    assert [call.outcome for call in model.take_calls()] == ["invalid answer", "answered"]
    assert model.take_calls() == []


def test_a_question_is_a_span_with_tokens_and_cost_and_nothing_that_was_said(answers: Answers, model: Model) -> None:
    answers.texts, answers.completion_tokens = ['{"n": "secret"}', '{"n": 1}'], 5
    with recorded_traces() as recorded, trace("curation"):
        model.ask("secret", "secret", number_of, again=AGAIN)
    invalid, answered = recorded.named("chat small")
    assert (invalid.error, answered.error) == ("InvalidAnswer", None)
    [_, call] = model.take_calls()
    used = [answered.attributes[f"gen_ai.usage.{part}_tokens"] for part in ("input", "output")]
    assert used == [10, 5]
    assert answered.attributes["suite.cost_usd"] == call.cost_usd
    assert (answered.attributes["gen_ai.provider.name"], answered.attributes["suite.outcome"]) == ("openai", "answered")
    assert "secret" not in repr([span.attributes for found in recorded.traces for span in found.spans])


def test_two_answers_of_no_use_are_a_failure(answers: Answers, model: Model) -> None:
    answers.texts = ["no idea", "none"]

    with pytest.raises(ModelFailed, match=r"^openai: no JSON object$"):
        model.ask("s", "q", number_of, again=AGAIN)


@pytest.mark.parametrize(("status", "for_good", "asked"), [(401, True, 1), (404, False, 1), (503, False, 3)])
def test_a_service_that_refuses_is_told_apart_from_one_that_is_busy(
    answers: Answers, model: Model, status: int, for_good: bool, asked: int
) -> None:
    answers.texts = [status] * 3
    with pytest.raises(ModelFailed) as failure:
        model.ask("s", "q", number_of, again=AGAIN)

    assert (failure.value.for_good, len(answers.bodies)) == (for_good, asked)
    assert KEY.reveal() not in str(failure.value)


def test_tokens_that_are_no_numbers_are_unknown_and_so_is_the_cost(answers: Answers, model: Model) -> None:
    answers.texts = ['{"n": 1}']
    model.ask("s", "q", number_of, again=AGAIN)
    (call,) = model.take_calls()

    assert (call.prompt_tokens, call.completion_tokens, call.cost_usd) == (10, None, None)


def test_a_panel_asks_the_next_and_says_why_when_nobody_is_left(answers: Answers) -> None:
    models = [Model(name, OpenAiDialect(), KEY, "small", answers.base) for name in ("one", "two")]
    panel = Panel(models)
    answers.texts = [403, '{"n": 7}', 404]
    sitting = panel.sitting()

    assert sitting.ask(lambda model: model.ask("s", "q", number_of, again=AGAIN)) == 7
    assert (sitting.provider, panel.names) == ("two", ["two"])
    assert [call["outcome"] for call in sitting.calls] == ["HTTP 403: key refused or no credit", "answered"]
    with pytest.raises(AllFailed, match="one: HTTP 403: key refused or no credit; two: HTTP 404"):
        sitting.ask(lambda model: model.ask("s", "q", number_of, again=AGAIN))


def test_a_panel_begins_with_whom_it_is_told(answers: Answers) -> None:
    models = [Model(name, OpenAiDialect(), KEY, "small", answers.base) for name in ("one", "two")]

    assert Panel(models).sitting("two").provider == "two"
    assert Panel(models).sitting("three").provider == "one"


def test_only_models_with_a_key_are_asked() -> None:
    declared = dict.fromkeys(ModelSettings.declarations())
    told = {f"{name}_{part}": f"http://{name}.test" for name in DIALECTS for part in ("model", "base_url")}
    settings = ModelSettings(**{**declared, **told, "kimi_api_key": KEY, "gemini_api_key": KEY})

    assert list(models_of(settings)) == ["gemini", "kimi"]
