"""Records with a version, whoever serves them: articles, journeys, ideas, files. One history of each."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from uuid import uuid4

from proof.histories.events import Ending, Stored
from proof.suite import Suite

TIMEOUT_SECONDS = 30
JSON = "application/json"
LIKE = "history %"


@dataclass(frozen=True)
class Answer:
    """Status (0: none), document, and the version its entity tag names."""

    status: int
    document: Any = None
    version: int = 0


@dataclass(frozen=True)
class RecordKind:
    """`body` and `change` make what is sent of a title and of a text never sent before; `stored` is the SQL that tells
    of each record its id, version, number of audit entries and title. Behind the path stands `made` where one is
    created and `shown` where one is read. `retried`: a key makes a repeated creation safe.
    """

    name: str
    prefix: str
    path: str
    method: str
    body: Callable[[str, Suite], tuple[bytes, str]]
    change: Callable[[str], dict[str, Any]]
    stored: str
    made: str = ""
    shown: str = ""
    retried: bool = False

    def create(self, suite: Suite, title: str) -> Answer:
        """One record, under a key made of its title."""
        content, media_type = self.body(title, suite)
        key = {"Idempotency-Key": title.replace(" ", "-")} if self.retried else {}
        return call(
            suite.port(self.prefix), "POST", self.path + self.made, content, {"Content-Type": media_type, **key}
        )

    def read(self, suite: Suite, identity: str) -> Answer:
        """The record as it is."""
        return call(suite.port(self.prefix), "GET", f"{self.path}/{identity}{self.shown}", None, {})

    def write(self, suite: Suite, identity: str, version: int, text: str) -> Answer:
        """A change of the version somebody has read."""
        headers = {"Content-Type": JSON, "If-Match": f'"{version}"'}
        content = json.dumps(self.change(text)).encode()
        return call(suite.port(self.prefix), self.method, f"{self.path}/{identity}", content, headers)

    def ending(self, suite: Suite) -> Ending:
        """All that is stored; there is no feed of changes."""
        records, titles = {}, dict[str, int]()
        for identity, version, entries, title in suite.sql(self.stored):
            records[identity] = Stored(int(version), tuple(range(1, int(entries) + 1)))
            titles[title] = titles.get(title, 0) + 1
        return Ending(records, titles, None)


def call(port: int, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> Answer:
    """One request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(method, path, content, headers)
        reply = connection.getresponse()
        tag = (reply.getheader("ETag") or "").removeprefix("W/").strip('"').partition(".")[0]
        return Answer(reply.status, json.loads(reply.read() or b"null"), int(tag) if tag.isdecimal() else 0)
    except (OSError, HTTPException, ValueError):
        return Answer(0)
    finally:
        connection.close()


def _article(title: str, suite: Suite) -> tuple[bytes, str]:
    port = suite.port("BLOG")
    first = {noun: call(port, "GET", f"/api/admin/{noun}?limit=1", None, {}) for noun in ("categories", "authors")}
    if any(answer.status != 200 for answer in first.values()):
        return b"{}", JSON
    ids = {noun: answer.document["data"][0]["id"] for noun, answer in first.items()}
    body = {
        "title": title,
        "slug": title.replace(" ", "-"),
        "categoryId": ids["categories"],
        "authorId": ids["authors"],
    }
    return json.dumps(body).encode(), JSON


def _form(title: str, _: Suite) -> tuple[bytes, str]:
    mark = uuid4().hex
    head = f'Content-Disposition: form-data; name="file"; filename="{title}.txt"\r\nContent-Type: text/plain'
    return f"--{mark}\r\n{head}\r\n\r\n{title}\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _named(name: str) -> Callable[[str, Suite], tuple[bytes, str]]:
    return lambda title, _: (json.dumps({name: title}).encode(), JSON)


def _described(text: str) -> dict[str, Any]:
    return {"description": text}


def _documented(table: str, entity: str, title: str) -> str:
    return (
        "SELECT r.id, r.row_version, (SELECT count(*) FROM documentation.documentation_audit_log AS a"
        f" WHERE a.entity_type = '{entity}' AND a.entity_id = r.id::text), {title}"
        f" FROM documentation.{table} AS r WHERE {title} LIKE '{LIKE}'"
    )


KINDS = (
    RecordKind(
        "articles",
        "BLOG",
        "/api/admin/articles",
        "PATCH",
        _article,
        _described,
        "SELECT r.id, r.version, (SELECT count(*) FROM blog.audit_log AS a WHERE a.noun = 'article'"
        f" AND a.noun_id = r.id), r.title FROM blog.articles AS r WHERE r.title LIKE '{LIKE}'",
    ),
    RecordKind(
        "journeys",
        "MOVIES",
        "/api/admin/sentiments",
        "PATCH",
        _named("name"),
        _described,
        "SELECT r.id, r.version, (SELECT count(*) FROM movies.audit_log AS a WHERE a.entity = 'main_sentiments'"
        f" AND a.entity_id = r.id::text), r.name FROM movies.main_sentiments AS r WHERE r.name LIKE '{LIKE}'",
    ),
    RecordKind(
        "ideas",
        "DOCUMENTATION",
        "/api/v1/ideas",
        "PUT",
        _named("title"),
        _described,
        _documented("documentation_ideas", "idea", "r.title"),
        retried=True,
    ),
    RecordKind(
        "files",
        "DOCUMENTATION",
        "/api/v1/files",
        "PUT",
        _form,
        _described,
        _documented("documentation_files", "file", "rtrim(r.original_name, '.tx')"),
        made="/upload",
        shown="/metadata",
        retried=True,
    ),
)
