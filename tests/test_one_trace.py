"""A request through nginx changes an item; a collector sees one trace to the mail, over two services and the bus."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from built_services import ROOT

from suite.migrations import Migrations
from suite_ops.processes.patience import wait_until
from suite_testing.collector import CollectedSpan, Collector, running_collector
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.mail_servers import Mailbox, smtp_server
from suite_testing.nginx_server import running_gateway
from suite_testing.processes import RunningService, running_service
from suite_testing.pubsub import pubsub_server

PATIENCE = 60.0
NEW_ITEM = {"title": "Cartão", "description": "d", "category": "documentacao", "priority": "low"}
CONSUMER, PRODUCER = 5, 4
# A stranger's, which wants no trace kept.
FORGED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"


@pytest.fixture
def database(test_cluster: TestCluster) -> TestDatabase:
    """Both services on one database, as in the suite."""
    found = test_cluster.clone("workspace-api", "workspace")
    Migrations(ROOT / "services" / "notifications-api" / "migrations", "notifications").migrate(found.dsn())
    return found


@contextmanager
def both_services(
    database: TestDatabase, collector: Collector, mailbox: Mailbox, folder: Path, bus: dict[str, str]
) -> Iterator[tuple[RunningService, RunningService]]:
    (folder / "workspace").mkdir()
    (folder / "notifications").mkdir()
    common = {
        "APP_BUS_DB_PASSWORD": database.owner.passwords["app_bus"],
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_TRACES_SAMPLER": "parentbased_always_on",
        **bus,
    }
    workspace = {"WORKSPACE_DATABASE_URL": database.dsn("app_workspace"), **common}
    with smtp_server(mailbox) as port:
        notifications = {
            "NOTIFICATIONS_DATABASE_URL": database.dsn("app_notifications"),
            "NOTIFICATIONS_WATCH_SECONDS": "0",
            "NOTIFY_ROUTES": "item-status-changed=ana",
            "EMAIL_ADAPTER": "smtp",
            "EMAIL_FROM": "no-reply@colmeia.example",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(port),
            "SMTP_TLS": "none",
            **common,
        }
        with (
            running_service(
                "notifications_api.wsgi:app",
                "notifications_api.settings",
                "NOTIFICATIONS",
                notifications,
                folder / "notifications",
            ) as mails,
            running_service(
                "workspace_api.wsgi:app", "workspace_api.settings", "WORKSPACE", workspace, folder / "workspace"
            ) as board,
        ):
            yield board, mails


def change_an_item(board: RunningService, mails: RunningService, gateway: str) -> str:
    """The request id that the gateway gave the change."""
    with mails.caller("ana") as caller:
        caller.put(
            "/notifications/contacts/ana", json={"email": "ana@example.org", "locale": "pt-BR"}
        ).raise_for_status()
        wish = {"kind": "item-status-changed", "inApp": False, "email": True}
        caller.put("/notifications/preferences", json={"preferences": [wish]}).raise_for_status()
    with board.caller("somebody") as caller:
        created = caller.post("/api/items", json=NEW_ITEM)
        created.raise_for_status()
        url = f"{gateway}/api/workspace/items/{created.json()['data']['id']}"
        headers = {**caller.headers, "traceparent": FORGED}
        changed = requests.patch(url, json={"status": "review"}, headers=headers, timeout=PATIENCE)
        changed.raise_for_status()
        return changed.headers["X-Request-ID"]


@pytest.mark.parametrize("adapter", ["postgres", "pubsub"])
def test_a_changed_item_and_its_mail_are_one_trace(database: TestDatabase, tmp_path: Path, adapter: str) -> None:
    mailbox = Mailbox()
    with pubsub_or_nothing(adapter, tmp_path) as bus, running_collector() as collector:
        with both_services(database, collector, mailbox, tmp_path, bus) as (board, mails):
            with running_gateway({"workspace-api": board.port}, tmp_path / "gateway") as gateway:
                request_id = change_an_item(board, mails, gateway)
            assert wait_until(lambda: bool(collector.named("send mail")), PATIENCE)
        # Ended services have sent what they held.
        spans = collector.spans
    [request] = [span for span in spans if span.attributes.get("suite.request_id") == request_id and not span.parent]
    chain = [span for span in spans if span.trace_id == request.trace_id]
    one = {span.name: span for span in chain}
    assert request.name.startswith("PATCH /api/items/:")
    for name, parent in [
        ("publish item-status-changed", request.name),
        ("queue_events", "publish item-status-changed"),
        ("relay item-status-changed", "publish item-status-changed"),
        ("deliver item-status-changed", "publish item-status-changed"),
        ("publish notification-created", "deliver item-status-changed"),
        ("relay notification-created", "publish notification-created"),
        ("deliver notification-created", "publish notification-created"),
        ("send mail", "deliver notification-created"),
    ]:
        assert is_child(chain, name, parent), (name, parent, [span.name for span in chain])
    delivered = one["deliver item-status-changed"]
    assert (delivered.kind, one["publish item-status-changed"].kind) == (CONSUMER, PRODUCER)
    assert delivered.links == (one["publish item-status-changed"].span_id,)
    assert (request.service, delivered.service) == ("workspace-api", "notifications-api")
    assert delivered.attributes["suite.request_id"] == request_id
    assert request.trace_id not in FORGED
    [line] = [json.loads(text) for text in (tmp_path / "gateway" / "access.log").read_text().splitlines()]
    assert (line["request_id"], line["upstream"], line["status"]) == (request_id, "workspace-api", 200)


def is_child(chain: list[CollectedSpan], name: str, parent: str) -> bool:
    """Whether a span of one name has one of the other as its parent."""
    parents = {span.span_id for span in chain if span.name == parent}
    return any(span.parent in parents for span in chain if span.name == name)


@contextmanager
def pubsub_or_nothing(adapter: str, folder: Path) -> Iterator[dict[str, str]]:
    """The variables of the bus."""
    if adapter == "postgres":
        yield {}
        return
    with pubsub_server(folder) as server:
        yield {"BUS_ADAPTER": "pubsub", "GOOGLE_CLOUD_PROJECT": "p", "PUBSUB_EMULATOR_HOST": server.address}
