"""The Markdown of a document: only what is indexed, wherever the path tries to lead."""

import pytest
from docs_portal import Portal

TEXT = "---\ntitle: Ação\n---\n# Olá, mundo\n"


@pytest.fixture
def content(portal: Portal) -> Portal:
    place = portal.folder / "guides" / "ação.md"
    place.parent.mkdir()
    place.write_text(TEXT, encoding="utf-8")
    portal.write("bad.md", "nothing")
    (portal.folder / "secret.txt").write_text("secret", encoding="utf-8")
    portal.run()
    return portal


@pytest.mark.parametrize("path", ["guides/ação.md", "guides/ação"])
def test_a_document_is_read_with_or_without_extension(content: Portal, path: str) -> None:
    answer = content.ask("content", path=path)
    assert answer == {"success": True, "path": "guides/ação.md", "content": TEXT, "size": len(TEXT.encode())}


def test_an_unchanged_document_is_not_sent_again(content: Portal) -> None:
    tag = content.get("/api/v1/docs/content?path=guides/ação").headers["ETag"]
    again = content.get("/api/v1/docs/content?path=guides/ação", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = content.get("/api/v1/docs/content?path=guides/ação", headers={"If-None-Match": '"x"'})
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["../secret.txt", "guides/../bad.md", "/etc/passwd", "a\\b", "..", "%2e%2e/x/../y"])
def test_paths_that_lead_elsewhere_are_refused(content: Portal, path: str) -> None:
    reply = content.get("/api/v1/docs/content", query_string={"path": path})
    assert (reply.status_code, reply.get_json()["error"]) == (400, "Invalid path")


@pytest.mark.parametrize("path", ["secret.txt", "bad.md", "guides", "gone", "guides/%", "x' or '1'='1"])
def test_what_is_not_indexed_is_not_there(content: Portal, path: str) -> None:
    reply = content.get("/api/v1/docs/content", query_string={"path": path})
    assert (reply.status_code, reply.get_json()["error"]) == (404, "Document not found")


def test_without_a_path_nothing_is_read(content: Portal) -> None:
    assert content.get("/api/v1/docs/content").status_code == 400
    assert content.get("/api/v1/docs/content", query_string={"path": "a\x00b"}).status_code == 400
