"""A client that speaks for one user."""

from typing import Any

from suite_testing.applications import ApplicationCaller

NEW_ITEM: dict[str, Any] = {
    "title": "Conferir extrato",
    "description": "Comparar o extrato com as ordens do dia.",
    "category": "dashboard",
    "priority": "high",
    "tags": ["ui"],
}


class Api(ApplicationCaller):
    """Requests of one user to one application."""

    def create(self, **fields: Any) -> dict[str, Any]:
        """A new item as the service answers it."""
        reply = self.post("/api/items", {**NEW_ITEM, **fields})
        assert reply.status_code == 201, reply.get_data(as_text=True)
        item: dict[str, Any] = reply.get_json()["data"]
        return item
