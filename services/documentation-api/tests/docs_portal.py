"""A folder of documents and the service that indexes it."""

from pathlib import Path
from typing import Any

from documentation_client import Api

from documentation_api.markdown.index_run import IndexOutcome
from documentation_api.service import DocumentationService

FOUND = 200


class Portal(Api):
    """A client of a service whose documents are the files of `folder`."""

    def __init__(self, service: DocumentationService, folder: Path) -> None:
        super().__init__(service, "reader")
        self.service, self.folder = service, folder
        self.index = service.index

    def write(self, rel_path: str, text: str = "", **head: Any) -> Path:
        """Write a document; `head` is its front matter, one line a name."""
        place = self.folder / rel_path
        place.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{name}: {value}\n" for name, value in head.items())
        place.write_text(f"---\n{lines}---\n{text}" if head else text, encoding="utf-8")
        return place

    def run(self) -> IndexOutcome:
        """Bring the index up to date."""
        return self.index.run(manual=False)

    def ask(self, path: str, /, **query: Any) -> dict[str, Any]:
        """The JSON of a successful GET below /api/v1/docs."""
        reply = self.get(f"/api/v1/docs/{path}", query_string=query)
        assert reply.status_code == FOUND, reply.get_data(as_text=True)
        answer: dict[str, Any] = reply.get_json()
        assert answer["success"] is True
        return answer

    def found(self, q: str, **query: Any) -> list[str]:
        """Ids of what a search finds, best first."""
        return [result["id"] for result in self.ask("search", q=q, **query)["results"]]

    def files(self) -> list[str]:
        """Ids of everything in the index."""
        return [result["id"] for result in self.ask("search", limit=100)["results"]]
