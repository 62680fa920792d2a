"""Uploads: what is taken, what is refused, and that nothing of a refused file remains."""

import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import uuid4

import psycopg2.extensions
import pytest
from documentation_client import Api, TokenApi, messages
from werkzeug.test import TestResponse

from suite.http import Service

BASE = "/api/v1/files"
MEBIBYTE = 1_048_576
FILE_KEYS = [
    "id", "filename", "original_name", "mime_type", "size_bytes", "file_path", "description", "idea_id", "system_id",
    "uploaded_by", "is_public", "download_count", "checksum", "created_at", "updated_at", "designated_timestamp",
]  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0" fill="url(#a)"/><a href="#a"/></svg>'


def office(*names: str) -> bytes:
    """A zip archive with these members."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return packed.getvalue()


def test_a_stored_file_has_sixteen_keys(api: Api) -> None:
    idea = api.idea()
    content = "Olá, ação\n".encode()
    reply = api.upload(content, "Relatório d'água.txt", description="Texto", idea_id=idea["id"], is_public="true")
    assert reply.status_code == 201
    assert reply.get_json()["message"] == "File uploaded successfully"
    file = reply.get_json()["data"]
    assert list(file) == FILE_KEYS
    digest = sha256(content).hexdigest()
    assert (file["checksum"], file["filename"], file["size_bytes"]) == (digest, f"{digest}.txt", len(content))
    assert (file["original_name"], file["mime_type"]) == ("Relatório d'água.txt", "text/plain")
    assert (file["uploaded_by"], file["is_public"], file["idea_id"]) == (api.user, True, idea["id"])
    assert file["file_path"] == f"{BASE}/{file['id']}/download"
    assert api.data(f"{BASE}/{file['id']}") == api.data(f"{BASE}/{file['id']}/metadata") == file


@pytest.mark.parametrize(
    ("name", "content", "declared", "mime_type"),
    [
        ("a.pdf", b"%PDF-1.7\n", "application/pdf", "application/pdf"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "application/msword", "application/msword"),
        ("a.DOCX", office("[Content_Types].xml", "word/document.xml"), "",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", office("[Content_Types].xml", "xl/workbook.xml"), "application/zip",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.zip", office("x"), "application/x-zip-compressed", "application/zip"),
        ("a.md", "# Olá".encode(), "text/plain; charset=utf-8", "text/markdown"),
        ("a.csv", b"a,b\n1,2\n", "application/vnd.ms-excel", "text/csv"),
        ("a.json", b'{"a":[1,null]}', "application/json", "application/json"),
        ("a.yml", b"a: [1, 2]\n", "text/yaml", "application/yaml"),
        ("a.xml", b"<a><b/></a>", "text/xml", "application/xml"),
        ("a.jpeg", b"\xff\xd8\xff\xe0rest", "image/jpg", "image/jpeg"),
        ("a.png", PNG, "image/png", "image/png"),
        ("a.gif", b"GIF89arest", "image/gif", "image/gif"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp", "image/webp"),
        ("a.svg", SVG, "image/svg+xml", "image/svg+xml"),
    ],
)  # fmt: skip
def test_every_kind_is_taken_under_its_canonical_type(
    api: Api, name: str, content: bytes, declared: str, mime_type: str
) -> None:
    reply = api.upload(content, name, declared)
    assert reply.status_code == 201, reply.get_data(as_text=True)
    assert reply.get_json()["data"]["mime_type"] == mime_type


MISMATCH = "File content does not match its extension or declared type"
EVIL = [
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
    b'<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg"><a href="https://example.com"/></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg"><a href="java\tscript:x"/></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><image x:href="//e.com/a"/></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg"><style>a{background:url(//e.com)}</style></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg"><style>@imp\\6frt "x"</style></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg"><set attributeName="href" to="javascript:x"/></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg"><set attributeName="onclick" to="x"/></svg>',
    b'<?xml-stylesheet href="x.css"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
    b"<html><body/></html>",
    b"<svg",
]


@pytest.mark.parametrize(
    ("name", "content", "declared", "error"),
    [
        ("a.exe", b"MZ", "application/x-msdownload", "File type not allowed: application/x-msdownload. Allowed types"),
        ("a", b"text", "", "File type not allowed: unknown. Allowed types: pdf, doc"),
        ("a.txt", b"text", "application/x-sh", "File type not allowed: application/x-sh."),
        ("a.png", b"<html><script>x</script></html>", "image/png", MISMATCH),
        ("a.pdf", b"MZ\x90\x00", "application/pdf", MISMATCH),
        ("a.png", PNG, "image/gif", MISMATCH),
        ("a.txt", b"a\x00b", "text/plain", MISMATCH),
        ("a.txt", b"\xff\xfe", "text/plain", MISMATCH),
        ("a.json", b"{", "application/json", MISMATCH),
        ("a.json", b"[" * 100_000, "application/json", MISMATCH),
        ("a.yaml", b"a: [1", "text/yaml", MISMATCH),
        ("a.yaml", b"[" * 1_000_000, "text/yaml", MISMATCH),
        ("a.xml", b"<a>", "text/xml", MISMATCH),
        ("a.xml", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "text/xml", MISMATCH),
        ("a.docx", office("x"), "", MISMATCH),
        ("a.docx", office("[Content_Types].xml", "xl/workbook.xml"), "", MISMATCH),
        ("a.zip", b"PK\x03\x04broken", "", MISMATCH),
        *((f"a{number}.svg", content, "image/svg+xml", MISMATCH) for number, content in enumerate(EVIL)),
    ],
)  # fmt: skip
def test_what_is_not_what_it_says_is_refused(api: Api, name: str, content: bytes, declared: str, error: str) -> None:
    reply = api.upload(content, name, declared)
    assert reply.status_code == 415
    assert reply.get_json()["error"].startswith(error)
    assert api.data(f"{BASE}?uploaded_by={api.user}") == []
    assert api.data(f"{BASE}/upload-info")["used_bytes"] == 0


def large_upload(api: Api, content: bytes) -> Callable[[], TestResponse]:
    """An upload whose body is in memory already: the client's own encoder would put it into a file."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="grande.txt"\r\n\r\n'
    body = head + content + b"\r\n--x--\r\n"
    stream, length = BytesIO(body), len(body)
    return lambda: api.request(
        "POST",
        f"{BASE}/upload",
        input_stream=stream,
        content_type="multipart/form-data; boundary=x",
        content_length=length,
    )


def test_ten_megabytes_are_taken_with_flat_memory(api: Api) -> None:
    content = b"x" * (10 * MEBIBYTE)
    send = large_upload(api, content)
    tracemalloc.start()
    reply = send()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reply.status_code == 201
    assert peak < 4 * MEBIBYTE
    file = reply.get_json()["data"]
    assert file["size_bytes"] == 10 * MEBIBYTE
    assert api.get(f"{BASE}/{file['id']}/download").get_data() == content


def test_one_byte_more_is_413_and_leaves_nothing(api: Api) -> None:
    reply = large_upload(api, b"x" * (10 * MEBIBYTE + 1))()
    assert reply.status_code == 413
    assert reply.get_json()["error"] == "File too large. Maximum size: 10 MB"
    assert api.data(f"{BASE}/upload-info")["used_bytes"] == 0


def test_the_same_upload_is_stored_once(api: Api, admin: psycopg2.extensions.connection) -> None:
    first = api.upload(b"igual", "a.txt")
    again = api.upload(b"igual", "a.txt")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.get_json()["deduplicated"] is True
    assert again.get_json()["data"] == first.get_json()["data"]
    assert api.file(b"igual", "b.txt")["id"] != first.get_json()["data"]["id"]
    assert api.data(f"{BASE}/upload-info")["used_bytes"] == 10
    assert len(api.entries(first.get_json()["data"]["id"])) == 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"description": "d" * 501}, ["Description must be less than 500 characters"]),
        ({"idea_id": "x"}, ["Idea ID must be a valid UUID"]),
        ({"system_id": "1", "is_public": "yes"},
         ["System ID must be a valid UUID", "is_public must be true or false"]),
    ],
)  # fmt: skip
def test_bad_fields_are_told(api: Api, fields: dict[str, str], expected: list[str]) -> None:
    assert messages(api.upload(b"x", **fields)) == expected


def test_one_parent_that_is_there(api: Api) -> None:
    idea, system = api.idea(), api.system()
    both = api.upload(b"x", idea_id=idea["id"], system_id=system["id"])
    assert (both.status_code, both.get_json()["error"]) == (400, "Provide either idea_id or system_id, not both")
    for field, error in (("idea_id", "Referenced idea not found"), ("system_id", "Referenced system not found")):
        missing = api.upload(b"x", **{field: str(uuid4())})
        assert (missing.status_code, missing.get_json()["error"]) == (404, error)
    api.file(b"x", system_id=system["id"], uploaded_by="somebody", description="")
    (file,) = api.data(f"{BASE}/system/{system['id']}")
    assert (file["uploaded_by"], file["description"]) == (api.user, None)


@pytest.mark.parametrize(
    ("path", "form", "error"),
    [
        ("upload", {}, "No file uploaded"),
        ("upload-multiple", {"description": "x"}, "No files uploaded"),
        ("upload", {"other": (BytesIO(b"x"), "a.txt")}, "Upload error: Unexpected field"),
        ("upload", {"file": [(BytesIO(b"x"), "a.txt"), (BytesIO(b"y"), "b.txt")]}, "Upload error: Unexpected field"),
        ("upload-multiple", {"files": [(BytesIO(b"x"), f"{n}.txt") for n in range(6)]},
         "Too many files. Maximum 5 files per request"),
        ("upload", {"file": (BytesIO(b"x"), "a.txt"), "description": "x" * 70_000},
         "Upload error: Malformed multipart body"),
    ],
)  # fmt: skip
def test_forms_without_the_right_files_are_told(api: Api, path: str, form: Any, error: str) -> None:
    reply = api.send_form(f"{BASE}/{path}", form)
    assert (reply.status_code, reply.get_json()["error"]) == (400, error)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{}", "application/json"),
        (b"", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ncut',
         "multipart/form-data; boundary=x"),
        (b"--x\r\nno header\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
    ],
)  # fmt: skip
def test_broken_bodies_are_400(api: Api, body: bytes, content_type: str) -> None:
    assert api.request("POST", f"{BASE}/upload", data=body, content_type=content_type).status_code == 400


def test_several_files_are_stored_as_far_as_they_can(api: Api) -> None:
    form = {"files": [(BytesIO(b"um"), "1.txt"), (BytesIO(b"<html>"), "2.png"), (BytesIO(b"dois"), "3.txt")]}
    reply = api.send_form(f"{BASE}/upload-multiple", form)
    body = reply.get_json()
    assert reply.status_code == 207
    assert [file["original_name"] for file in body["data"]] == ["1.txt", "3.txt"]
    assert body["message"] == "2 file(s) uploaded successfully"
    assert body["errors"] == [{"filename": "2.png", "error": MISMATCH}]
    nothing = api.send_form(f"{BASE}/upload-multiple", {"files": [(BytesIO(b"x"), "a.exe")]})
    assert (nothing.status_code, nothing.get_json()["error"]) == (400, "No files were uploaded successfully")
    assert nothing.get_json()["details"][0]["filename"] == "a.exe"


def test_files_of_an_idea_are_bound_to_it(api: Api) -> None:
    idea = api.idea()
    path = f"/api/v1/ideas/{idea['id']}/files"
    reply = api.send_form(path, {"files": [(BytesIO(b"um"), "1.txt"), (BytesIO(b"dois"), "2.txt")]})
    assert reply.status_code == 201
    assert {file["idea_id"] for file in reply.get_json()["data"]} == {idea["id"]}
    assert api.get(path).get_json()["total"] == 2
    both = api.send_form(path, {"files": (BytesIO(b"x"), "a.txt"), "system_id": api.system()["id"]})
    assert (both.status_code, both.get_json()["error"]) == (400, "Provide either idea_id or system_id, not both")
    missing = f"/api/v1/ideas/{uuid4()}/files"
    assert api.get(missing).get_json()["error"] == "Idea not found"
    assert api.send_form(missing, {"files": (BytesIO(b"x"), "a.txt")}).get_json()["error"] == "Idea not found"
    assert api.delete(f"/api/v1/ideas/{idea['id']}").status_code == 200
    assert api.data(f"{BASE}/{reply.get_json()['data'][0]['id']}")["idea_id"] is None


def test_a_repeated_key_replays_the_upload(api: Api) -> None:
    first = api.upload(b"chave", headers={"Idempotency-Key": "u-1"})
    again = api.upload(b"chave", headers={"Idempotency-Key": "u-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_json() == first.get_json()
    assert api.upload(b"outra", headers={"Idempotency-Key": "u-1"}).status_code == 422


@pytest.fixture
def small(start: Any) -> Iterator[Service]:
    yield start(upload_quota_mb=1)


def test_parallel_uploads_never_exceed_the_quota_and_deleting_gives_it_back(small: Service) -> None:
    def attempt(number: int) -> tuple[int, Any]:
        reply = Api(small, "cota").upload(bytes([65 + number]) * 150_000, f"{number}.txt")
        return reply.status_code, reply.get_json()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(20)))
    stored = [body["data"] for status, body in outcomes if status == 201]
    refused = [body["error"] for status, body in outcomes if status == 413]
    assert (len(stored), len(refused)) == (6, 14)
    assert set(refused) == {"Storage quota exceeded"}
    api = Api(small, "cota")
    info = api.data(f"{BASE}/upload-info")
    assert (info["used_bytes"], info["quota_bytes"], info["max_file_size"]) == (900_000, MEBIBYTE, 10 * MEBIBYTE)
    assert api.delete(f"{BASE}/{stored[0]['id']}").get_json()["message"] == "File deleted successfully"
    assert api.data(f"{BASE}/upload-info")["used_bytes"] == 750_000
    assert api.upload(b"Z" * 150_000, "z.txt").status_code == 201


def test_readers_may_not_upload(guarded: Service) -> None:
    assert TokenApi(guarded, "leitora", "reader").upload(b"x").status_code == 403


def test_the_api_description_tells_the_form(api: Api) -> None:
    paths = api.get("/openapi.json").get_json()["paths"]
    body = paths["/api/v1/files/upload"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert body["required"] == ["file"]
    assert {"file", "idea_id", "system_id", "description", "is_public"} == body["properties"].keys()


def reason(api: Api, name: str, content: bytes, media_type: str) -> str:
    reply = api.upload(content, name, media_type)
    assert reply.status_code == 415
    found: str = reply.get_json()["reason"]
    return found


DOCTYPE = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'


def test_a_drawing_that_names_its_document_type_is_taken(api: Api) -> None:
    assert api.upload(DOCTYPE + SVG, "a.svg", "image/svg+xml").status_code == 201
    assert api.upload(b"<!DOCTYPE svg>" + SVG, "b.svg", "image/svg+xml").status_code == 201
    assert api.upload(b"<!DOCTYPE a><a/>", "c.xml", "text/xml").status_code == 201


LINK = b'<svg xmlns="http://www.w3.org/2000/svg">\n<a href="https://example.org/"/></svg>'


@pytest.mark.parametrize(
    ("name", "content", "media_type", "said"),
    [
        ("a.svg", LINK, "image/svg+xml", "leads out of the drawing: https://example.org/, line 2"),
        ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "image/svg+xml", "declarations of its own"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "image/svg+xml", "the element script"),
        ("a.svg", b"<svg", "image/svg+xml", "not well-formed"),
        ("a.svg", b"<html/>", "image/svg+xml", "outermost element is not svg"),
        ("a.xml", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "text/xml", "kept elsewhere"),
        ("a.json", b"{", "application/json", "no JSON: Expecting property name"),
        ("a.json", b"[" * 300_000, "application/json", "nested too deeply"),
        ("a.yaml", b"a: [1", "text/yaml", "no YAML"),
        ("a.yaml", b"a: " + b"[" * 300 + b"]" * 300, "text/yaml", "nested too deeply"),
        ("a.yaml", b"a: [" + b"{}," * 1_100_000 + b"]", "text/yaml", "too many values"),
        ("a.txt", b"\xff\xfe", "text/plain", "no text in UTF-8"),
        ("a.png", b"<html>", "image/png", "does not begin as image/png does"),
        ("a.png", b"x", "text/plain", "declared as text/plain"),
        ("a.docx", office("x"), "application/zip", "without the parts"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_a_refused_file_is_told_why(api: Api, name: str, content: bytes, media_type: str, said: str) -> None:
    assert said in reason(api, name, content, media_type)


def test_of_several_files_each_refused_one_is_told_why(api: Api) -> None:
    form = {"files": [(BytesIO(LINK), "a.svg", "image/svg+xml"), (BytesIO(b"x"), "b.txt", "text/plain")]}
    reply = api.send_form(f"{BASE}/upload-multiple", form)
    body = reply.get_json()
    assert (reply.status_code, [refused["filename"] for refused in body["errors"]]) == (207, ["a.svg"])
    assert "leads out" in body["reasons"]["a.svg"]
