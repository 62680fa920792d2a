"""Files once they are stored: found, sent, changed, deleted, and hidden from others."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg2.extensions
import pytest
from documentation_client import Api, TokenApi, messages

from suite_testing.databases import TestDatabase

BASE = "/api/v1/files"
CONTENT = bytes(range(32, 127)) * 20_000


def stored(api: Api, **fields: str) -> dict[str, Any]:
    return api.file(CONTENT, f"faixa {api.user}.txt", **fields)


def test_a_download_is_the_upload_and_counted(api: Api) -> None:
    file = stored(api)
    path = f"{BASE}/{file['id']}/download"
    reply = api.get(path)
    assert reply.get_data() == CONTENT
    headers = reply.headers
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Content-Length"] == str(len(CONTENT))
    assert headers["ETag"] == f'"{file["checksum"]}"'
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Accept-Ranges"] == "bytes"
    assert headers.getlist("X-Content-Type-Options") == ["nosniff"]
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert api.data(f"{BASE}/{file['id']}")["download_count"] == 1
    assert api.get(path, headers={"If-None-Match": headers["ETag"]}).status_code == 304
    head = api.request("HEAD", path)
    assert (head.status_code, head.get_data(), head.headers["Content-Length"]) == (200, b"", str(len(CONTENT)))
    assert api.data(f"{BASE}/{file['id']}")["download_count"] == 1


def test_a_name_of_any_characters_is_sent(api: Api) -> None:
    name = "ação d'x; 100%.txt"
    file = api.file(b"x", name)
    disposition = api.get(f"{BASE}/{file['id']}/download").headers["Content-Disposition"]
    assert disposition == f"attachment; filename=\"a__o d'x; 100_.txt\"; filename*=UTF-8''{quote(name, safe='')}"


SIZE = len(CONTENT)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=5-99", 5, 99),
        ("bytes=100-", 100, SIZE - 1),
        ("bytes=-7", SIZE - 7, SIZE - 1),
        (f"bytes=10-{SIZE + 50}", 10, SIZE - 1),
        (f"bytes=-{SIZE * 2}", 0, SIZE - 1),
        ("bytes=1000000-1900000", 1_000_000, SIZE - 1),
    ],
)
def test_a_range_is_a_slice(api: Api, asked: str, first: int, last: int) -> None:
    file = stored(api)
    reply = api.get(f"{BASE}/{file['id']}/download", headers={"Range": asked})
    if last >= SIZE:
        last = SIZE - 1
    assert reply.status_code == 206
    assert reply.get_data() == CONTENT[first : last + 1]
    assert reply.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert reply.headers["Content-Length"] == str(last - first + 1)
    assert api.data(f"{BASE}/{file['id']}")["download_count"] == (1 if first == 0 else 0)


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-3", "bytes=x", "lines=1-2", "bytes=-"])
def test_what_is_no_single_range_sends_all(api: Api, asked: str) -> None:
    reply = api.get(f"{BASE}/{stored(api)['id']}/download", headers={"Range": asked})
    assert (reply.status_code, len(reply.get_data())) == (200, SIZE)


@pytest.mark.parametrize("blanks", [" ", "\t"])
def test_a_header_of_blanks_is_no_range(api: Api, blanks: str) -> None:
    """Trying each way to divide them would take longer than any client waits, and everybody else as well."""
    asked = f"bytes={blanks * 3_000}-{blanks * 3_000}x"
    assert api.get(f"{BASE}/{stored(api)['id']}/download", headers={"Range": asked}).status_code == 200


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=-0"])
def test_a_range_outside_is_416(api: Api, asked: str) -> None:
    reply = api.get(f"{BASE}/{stored(api)['id']}/download", headers={"Range": asked})
    assert (reply.status_code, reply.headers["Content-Range"]) == (416, f"bytes */{SIZE}")


def test_a_range_of_other_content_sends_all(api: Api) -> None:
    file = stored(api)
    path = f"{BASE}/{file['id']}/download"
    resumed = api.get(path, headers={"Range": "bytes=1-2", "If-Range": f'"{file["checksum"]}"'})
    restarted = api.get(path, headers={"Range": "bytes=1-2", "If-Range": '"other"'})
    assert (resumed.status_code, restarted.status_code) == (206, 200)


def test_an_empty_file_is_sent_too(api: Api) -> None:
    file = api.file(b"", "vazio.txt")
    reply = api.get(f"{BASE}/{file['id']}/download")
    assert (reply.status_code, reply.get_data()) == (200, b"")


def test_files_are_filtered_and_paged(api: Api) -> None:
    small, large = api.file(b"a", "Relação.txt"), api.file(b"b" * 900, "z.md", is_public="true")
    mine = f"{BASE}?uploaded_by={api.user}"
    body = api.get(f"{mine}&limit=1&order_by=size_bytes&order_direction=asc").get_json()
    assert [file["id"] for file in body["data"]] == [small["id"]]
    assert (body["count"], body["total"]) == (1, 2)
    assert body["pagination"] == {"total": 2, "limit": 1, "offset": 0}

    def found(query: str) -> list[str]:
        return [file["id"] for file in api.data(f"{mine}&{query}")]

    assert found("mime_type=text/markdown") == found("is_public=true") == found("min_size=2") == [large["id"]]
    assert found("search=RELACAO") == found("max_size=1") == found("is_public=false") == [small["id"]]
    assert found("created_to=2020-01-01") == []
    assert messages(api.get(f"{mine}&order_by=name")) == ["Invalid order field"]
    assert api.get(f"{BASE}/search?q=relacao").get_json()["query"] == "relacao"
    assert messages(api.get(f"{BASE}/idea/1")) == ["Idea ID must be a valid UUID"]


def test_what_is_known_of_a_file_is_changed(api: Api) -> None:
    idea, system = api.idea(), api.system()
    path = f"{BASE}/{stored(api)['id']}"
    tag = api.get(path).headers["ETag"]
    changed = api.put(
        path, {"description": "Novo", "is_public": True, "idea_id": idea["id"]}, headers={"If-Match": tag}
    )
    assert changed.get_json()["message"] == "File updated successfully"
    assert changed.get_json()["data"]["idea_id"] == idea["id"]
    assert api.put(path, {"description": "x"}, headers={"If-Match": tag}).status_code == 412
    assert api.get(f"{path}/download").status_code == 200
    still = api.put(path, {"description": "y"}, headers={"If-Match": changed.headers["ETag"]})
    assert still.status_code == 200
    both = api.put(path, {"system_id": system["id"]})
    assert (both.status_code, both.get_json()["error"]) == (400, "Provide either idea_id or system_id, not both")
    moved = api.put(path, {"system_id": system["id"], "idea_id": None}).get_json()["data"]
    assert (moved["system_id"], moved["idea_id"]) == (system["id"], None)
    assert messages(api.put(path, {"is_public": None, "description": 1})) == [
        "Description must be a string", "is_public must be true or false",
    ]  # fmt: skip
    assert api.put(path, {"idea_id": str(uuid4()), "system_id": None}).status_code == 404
    *_, entry = api.entries(path.rpartition("/")[2])
    assert "content" not in entry["new_values"]


@pytest.mark.parametrize("path", ["", "/metadata", "/download"])
def test_private_files_are_404_for_others(ana: TokenApi, rui: TokenApi, chefe: TokenApi, path: str) -> None:
    file = stored(ana)
    url = f"{BASE}/{file['id']}{path}"
    assert ana.get(url).status_code == chefe.get(url).status_code == 200
    reply = rui.get(url)
    assert (reply.status_code, reply.get_json()["error"]) == (404, "File not found")


def test_private_files_are_in_no_list_search_or_count_of_others(ana: TokenApi, rui: TokenApi, chefe: TokenApi) -> None:
    idea = ana.idea()
    stored(ana, idea_id=idea["id"])
    for query in (f"?uploaded_by={ana.user}", f"/search?q={ana.user}", f"/idea/{idea['id']}"):
        assert ana.get(f"{BASE}{query}").get_json()["total"] == 1
        assert chefe.get(f"{BASE}{query}").get_json()["total"] == 1
        assert rui.get(f"{BASE}{query}").get_json()["total"] == 0
    assert rui.get(f"/api/v1/ideas/{idea['id']}/files").get_json()["total"] == 0
    assert ana.user in ana.data(f"{BASE}/statistics")["by_uploader"]
    assert ana.user not in rui.data(f"{BASE}/stats")["by_uploader"]


def test_others_may_read_a_public_file_and_not_change_it(ana: TokenApi, rui: TokenApi, chefe: TokenApi) -> None:
    public, private = stored(ana, is_public="true"), ana.file(b"meu")
    path = f"{BASE}/{public['id']}"
    assert rui.get(f"{path}/download").get_data() == CONTENT
    assert rui.data(path)["download_count"] == 1
    assert rui.put(path, {"description": "x"}).status_code == rui.delete(path).status_code == 403
    hidden = f"{BASE}/{private['id']}"
    assert rui.put(hidden, {"description": "x"}).status_code == rui.delete(hidden).status_code == 404
    assert chefe.put(path, {"description": "x"}).status_code == 200
    used = ana.data(f"{BASE}/upload-info")["used_bytes"]
    assert chefe.delete(path).status_code == 200
    assert ana.data(f"{BASE}/upload-info")["used_bytes"] == used - len(CONTENT)


def test_row_level_security_hides_private_files_whatever_the_query(ana: TokenApi, database: TestDatabase) -> None:
    private, public = stored(ana), ana.file(b"x", is_public="true")

    def visible(**context: str) -> set[str]:
        with database.connect("app_documentation", schema="documentation") as connection, connection.cursor() as cursor:
            connection.autocommit = False
            for name, value in context.items():
                cursor.execute("SELECT set_config(%s, %s, true)", (f"app.{name}", value))
            cursor.execute("SELECT id::text FROM documentation_files")
            return {row[0] for row in cursor.fetchall()} & {private["id"], public["id"]}

    assert visible() == visible(user_id="outro") == visible(user_id="outro", is_admin="false") == {public["id"]}
    assert visible(user_id=ana.user) == visible(is_admin="true") == {private["id"], public["id"]}


def test_statistics_count_sizes_and_visibility(ana: TokenApi) -> None:
    before = ana.data(f"{BASE}/statistics")
    stored(ana, is_public="true")
    stored_private = ana.file(b"xyz")
    after = ana.data(f"{BASE}/statistics")
    assert after["total"] == before["total"] + 2
    assert after["total_size"] == after["total_size_bytes"] == before["total_size"] + SIZE + 3
    assert after["by_visibility"]["private"]["size"] == before["by_visibility"]["private"]["size"] + 3
    assert after["size_distribution"]["medium"] == before["size_distribution"]["medium"] + 1
    assert after["by_mime_type"][stored_private["mime_type"]] >= 2
    assert set(after) == {
        "total", "total_size", "total_downloads", "by_mime_type", "by_uploader", "by_visibility", "size_distribution",
        "total_size_bytes",
    }  # fmt: skip


def test_nothing_of_a_refused_file_remains(api: Api, admin: psycopg2.extensions.connection) -> None:
    with admin.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_largeobject_metadata")
        assert cursor.fetchone() == (0,)
