"""Whether a document is what it says it is."""

import socket
from collections.abc import Callable
from typing import Any

import pytest
from spec_documents import EVENTS_2, EVENTS_3, ORDERS, Document, edited, operation, schemas

from documentation_api.specs.examination.validation import inspect_document

Edit = Callable[[Document], Any]


def referring(reference: str) -> Edit:
    return lambda d: schemas(d).update(Far={"$ref": reference})


OPENAPI_FAULTS: list[tuple[str, str, Edit]] = [
    ("/openapi", "unknown_version", lambda d: d.update(openapi="2.0")),
    ("/openapi", "unknown_version", lambda d: d.update(openapi=3.1)),
    ("/info", "required", lambda d: d["info"].pop("title")),
    ("/info/version", "type", lambda d: d["info"].update(version=1)),
    ("/paths/~1orders/get/parameters/0", "unevaluatedProperties", lambda d: operation(d, "/orders", "get")[
        "parameters"][0].update(nonsense=1)),
    ("/components/schemas/Far", "remote_reference", referring("https://example.org/a.yaml#/X")),
    ("/components/schemas/Far", "remote_reference", referring("./other.yaml")),
    ("/components/schemas/Far", "remote_reference", referring("file:///etc/passwd")),
    ("/components/schemas/Far", "unresolved_reference", referring("#/components/schemas/Nobody")),
    ("/components/schemas/Far", "unresolved_reference", referring("#/components/schemas/Far")),
    ("/components/schemas/Far", "unresolved_reference", referring("#anchor")),
]  # fmt: skip


@pytest.mark.parametrize(("pointer", "code", "edit"), OPENAPI_FAULTS)
def test_a_fault_of_an_openapi_document_is_told_with_its_place(pointer: str, code: str, edit: Edit) -> None:
    issues = inspect_document("openapi", edited(ORDERS, edit))
    assert issues
    assert (issues[0].pointer, issues[0].code) == (pointer, code)


def test_good_documents_have_no_fault() -> None:
    assert inspect_document("openapi", ORDERS) == []
    assert inspect_document("asyncapi", EVENTS_2) == []
    assert inspect_document("asyncapi", EVENTS_3) == []


def test_two_operations_must_not_share_an_id() -> None:
    twice = edited(ORDERS, lambda d: operation(d, "/orders", "post").update(operationId="list_orders"))
    assert "list_orders" in inspect_document("openapi", twice)[0].message


def test_data_that_looks_like_a_reference_is_data() -> None:
    example = {"$ref": "https://example.org/x"}
    told = edited(ORDERS, lambda d: schemas(d)["Line"].update(example=example, default=example))
    assert inspect_document("openapi", told) == []


def test_nothing_is_fetched_even_where_references_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    far = {"$ref": "http://127.0.0.1:9/x"}
    for keyword in ("example", "default", "const", "x-note", "discriminator", "if", "not"):
        inspect_document("openapi", edited(ORDERS, lambda d, word=keyword: schemas(d)["Line"].update({word: far})))


def test_a_property_may_be_called_ref() -> None:
    named = edited(ORDERS, lambda d: schemas(d)["Line"]["properties"].update({"$ref": {"type": "string"}}))
    assert inspect_document("openapi", named) == []


def test_a_chain_of_references_longer_than_the_stack_is_checked() -> None:
    def chain(document: Document) -> None:
        for number in range(400):
            following = {"$ref": f"#/components/schemas/Link{number + 1}"}
            schemas(document)[f"Link{number}"] = {"type": "object", "properties": {"next": following}}
        schemas(document)["Link400"] = {"type": "string"}

    assert inspect_document("openapi", edited(ORDERS, chain)) == []


def created_message(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["messages"]["Created"]
    return found


ASYNCAPI_FAULTS: list[tuple[Document, str, Edit]] = [
    (EVENTS_2, "/asyncapi", lambda d: d.update(asyncapi="1.2.0")),
    (EVENTS_2, "/info", lambda d: d["info"].pop("version")),
    (EVENTS_2, "", lambda d: d.pop("channels")),
    (EVENTS_2, "/channels/orders~1created/subscribe/message", lambda d: d["channels"]["orders/created"][
        "subscribe"].update(message={"$ref": "#/nowhere"})),
    (EVENTS_2, "/components/messages/Created", lambda d: created_message(d).pop("payload")),
    (EVENTS_3, "/operations/onCreated/action", lambda d: d["operations"]["onCreated"].update(action="shout")),
    (EVENTS_3, "/operations/onCreated/channel", lambda d: d["operations"]["onCreated"].update(
        channel={"$ref": "#/components/messages/Pay"})),
    (EVENTS_3, "/channels/created/messages/Created", lambda d: d["channels"]["created"].update(messages={
        "Created": {"name": "x"}})),
]  # fmt: skip


@pytest.mark.parametrize(("document", "pointer", "edit"), ASYNCAPI_FAULTS)
def test_a_fault_of_an_asyncapi_document_is_told_with_its_place(document: Document, pointer: str, edit: Edit) -> None:
    assert pointer in [issue.pointer for issue in inspect_document("asyncapi", edited(document, edit))]


@pytest.mark.parametrize("kind", ["openapi", "asyncapi"])
@pytest.mark.parametrize("value", [None, 5, "x", [], {"a": 5}, True])
@pytest.mark.parametrize("key", ["info", "paths", "channels", "components", "operations", "security"])
def test_nonsense_anywhere_is_a_fault_and_never_a_crash(kind: str, key: str, value: object) -> None:
    document = ORDERS if kind == "openapi" else EVENTS_3
    inspect_document(kind, {**document, key: value})
