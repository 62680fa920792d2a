"""A client of the application under test, in one user's name."""

from typing import Any

from suite_testing.applications import ApplicationCaller

PUSH_TOKEN, EVENTS_TOKEN = "push-token-of-the-tests", "events-token-of-the-tests"


class Api(ApplicationCaller):
    """Requests without a network; `user` None names nobody."""

    def notify(self, **fields: Any) -> dict[str, Any]:
        """A stored notification of the client's own user."""
        body = {"userId": self.user, "type": "in-app", "message": "Sua tarefa mudou", **fields}
        reply = self.post("/notifications", body)
        assert reply.status_code == 201, reply.get_data(as_text=True)
        made: dict[str, Any] = reply.get_json()
        return made
