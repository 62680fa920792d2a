"""The page people read specs on."""

import re
from html.parser import HTMLParser

import pytest
from documentation_client import Api
from spec_documents import ORDERS, Document, edited, operation, schemas
from spec_store import new_name, store

SCRIPT = "<script>alert(1)</script>"


class Loads(HTMLParser):
    """Addresses a page would load by itself, and its scripts and inline handlers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.loaded += [f"{name}={value}" for name, value in attrs if name == "src" or name.startswith("on")]
        self.loaded += [str(value) for name, value in attrs if name == "href" and tag == "link"]
        self.links += [str(value) for name, value in attrs if name == "href" and tag == "a"]


def hostile(document: Document) -> None:
    document["info"].update(title=SCRIPT, description=SCRIPT)
    operation(document, "/orders", "get").update(summary=SCRIPT, description=SCRIPT, tags=[SCRIPT, "orders"])
    operation(document, "/orders", "get")["parameters"][0].update(name='"><img src=x>', description=SCRIPT)
    schemas(document)["Hostile"] = {"type": "string", "description": SCRIPT}


def page(api: Api, query: str) -> str:
    reply = api.get(f"/docs?{query}")
    assert reply.status_code == 200
    return reply.get_data(as_text=True)


@pytest.fixture
def name(api: Api) -> str:
    name = new_name()
    store(api, name, edited(ORDERS, hostile))
    return name


def test_whatever_a_spec_says_is_text(api: Api, name: str) -> None:
    for section in ("endpoint", "schema", "channel", "message"):
        text = page(api, f"spec={name}&section={section}")
        assert "&lt;script&gt;alert(1)" in text
        seen = Loads(text)
        assert seen.loaded == []
        assert seen.tags.isdisjoint({"script", "img", "link", "iframe", "object", "embed", "base"})


def test_only_the_style_of_this_very_reply_may_be_used(api: Api, name: str) -> None:
    first, second = (api.get(f"/docs?spec={name}") for _ in range(2))
    policy = first.headers["Content-Security-Policy"]
    nonce = re.search(r"style-src 'nonce-([\w-]+)'", policy)
    assert nonce is not None
    assert f'<style nonce="{nonce[1]}">' in first.get_data(as_text=True)
    assert policy == (
        f"default-src 'none'; style-src 'nonce-{nonce[1]}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert second.headers["Content-Security-Policy"] != policy
    assert first.content_type == "text/html; charset=utf-8"


def test_every_link_of_the_page_leads_somewhere(api: Api, name: str) -> None:
    store(api, name, edited(ORDERS, lambda d: d["info"].update(version="1.0.1")))
    links = {link for link in Loads(page(api, f"spec={name}")).links if f"spec={name}" in link}
    assert any("compare=" in link for link in links)
    assert any("untagged=1" in link for link in links)
    assert all(link.startswith("/") for link in links)
    for link in links:
        assert api.get(link).status_code == 200, link


def test_an_operation_is_shown_with_all_it_takes_and_answers(api: Api, name: str) -> None:
    text = page(api, f"spec={name}&tag=orders")
    for word in ("/orders/{id}", "create_order", "text/csv", "maximum", "NewOrder", "bearer", "204"):
        assert (word in text) == (word != "204"), word
    assert "204" in page(api, f"spec={name}&untagged=1")


def test_a_schema_is_shown_by_name(api: Api, name: str) -> None:
    text = page(api, f"spec={name}&section=schema&name=Line")
    assert "1 found" in text
    assert "^[A-Z]+$" in text


def test_large_specs_come_in_pages(api: Api) -> None:
    def many(document: Document) -> None:
        for number in range(120):
            document["paths"][f"/thing{number:03}"] = {"get": {"responses": {"200": {"description": "ok"}}}}

    name = new_name()
    store(api, name, edited(ORDERS, many))
    first, last = page(api, f"spec={name}"), page(api, f"spec={name}&page=3")
    assert "124 found, page 1 of 3" in first
    assert ("/thing000" in first, "/thing119" in first) == (True, False)
    assert ("/thing119" in last, 'rel="next"' in last) == (True, False)
    assert "0 found" in page(api, f"spec={name}&page=9") or "page 9 of" in page(api, f"spec={name}&page=9")
    assert "1 found" in page(api, f"spec={name}&q=thing077")


def test_a_huge_schema_is_cut_and_says_so(api: Api) -> None:
    name = new_name()
    values = [f"value-{number}" for number in range(5_000)]
    store(api, name, edited(ORDERS, lambda d: schemas(d).update(Huge={"type": "string", "enum": values})))
    text = page(api, f"spec={name}&section=schema&name=Huge")
    assert "cut; the whole is in the document" in text
    assert "value-4999" not in text


def test_two_versions_are_shown_side_by_side(api: Api) -> None:
    name = new_name()
    store(api, name, ORDERS)
    changed = edited(ORDERS, lambda d: (d["info"].update(version="2.0.0"), d["paths"].pop("/orders/{id}")))
    store(api, name, changed)
    text = page(api, f"spec={name}&compare=1.0.0,2.0.0")
    assert '<b class="breaking">breaking</b>' in text
    assert "path /orders/{id} removed" in text
    assert "Nothing changed." in page(api, f"spec={name}&compare=2.0.0,2.0.0")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("spec=nobody", 404),
        ("spec=A!", 400),
        ("section=other", 400),
        ("page=0", 400),
        ("page=x", 400),
        ("version=9.9.9", 404),
        ("compare=1.0.0", 404),
        ("compare=1.0.0,9.9.9", 404),
        ("spec=%00", 400),
    ],
)
def test_a_page_that_is_not_there_is_an_error_in_json(api: Api, name: str, query: str, status: int) -> None:
    reply = api.get(f"/docs?{query}" if query.startswith("spec=") else f"/docs?spec={name}&{query}")
    assert (reply.status_code, reply.get_json()["success"]) == (status, False)
