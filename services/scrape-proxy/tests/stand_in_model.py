"""Speaks as OpenAI does: gives its answers in turn, the last again and again, and keeps the questions."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class StandInModel(ThreadingHTTPServer):
    """`answers` are texts, or statuses of failures."""

    def __init__(self, *answers: str | int) -> None:
        super().__init__(("127.0.0.1", 0), StandInModelAnswer)
        self.answers, self.questions = list(answers), list[dict[str, Any]]()


class StandInModelAnswer(BaseHTTPRequestHandler):
    """One question."""

    server: StandInModel

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.questions.append(json.loads(body))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        status, text = (answer, "") if isinstance(answer, int) else (200, answer)
        choice = {"message": {"content": text}, "finish_reason": "stop"}
        content = json.dumps({"choices": [choice], "usage": {"prompt_tokens": 1, "completion_tokens": 1}}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words: Any) -> None:
        pass
