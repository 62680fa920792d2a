"""Seeding: twelve example items, each once in the life of a database."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from workspace_client import Api

from suite.administration import admin_database
from suite.audit import Sealer
from suite.auth.identity import LOCAL_USER_ID
from suite.database import Database
from suite.dates import wire_date
from suite.ids import time_of
from suite.parsers import Secret
from suite_testing.databases import TestDatabase
from workspace_api.app import create_app
from workspace_api.audit.verification import verify_history
from workspace_api.maintenance.upkeep import run_upkeep
from workspace_api.seed.boards import load_seed_items, plant_items
from workspace_api.settings import Settings

SEALER = Sealer(None)


@pytest.fixture
def local(own: TestDatabase, settings: Settings) -> Iterator[Api]:
    """The local user's client: the seed always belongs to him, so the database is this test's own."""
    service = create_app(replace(settings, database_url=Secret(own.dsn("app_workspace"))))
    yield Api(service, LOCAL_USER_ID)
    service.database.close()


@pytest.fixture
def runtime(own: TestDatabase) -> Iterator[Database]:
    database = Database(own.dsn("app_workspace"), schema="workspace", application="test")
    yield database
    database.close()


def items_of(api: Api) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = api.get("/api/items?sort=createdAt").get_json()["data"]
    return data


def test_plants_twelve_items_and_the_second_run_changes_nothing(local: Api, runtime: Database) -> None:
    first = plant_items(runtime, SEALER)
    planted = items_of(local)
    second = plant_items(runtime, SEALER)

    assert (first.planted, first.known, first.refused) == (12, 0, [])
    assert (second.planted, second.known) == (0, 12)
    assert items_of(local) == planted
    assert Counter(item["category"] for item in planted) == dict.fromkeys(
        ("documentacao", "coleta-dados", "banco-dados", "analise-dados", "gestao-riscos", "dashboard"), 2
    )
    assert Counter(item["status"] for item in planted) == {
        "new": 4,
        "in-progress": 3,
        "completed": 2,
        "review": 2,
        "rejected": 1,
    }
    assert Counter(item["priority"] for item in planted) == {"critical": 3, "high": 4, "medium": 4, "low": 1}


def test_every_item_is_as_its_file_says(local: Api, runtime: Database) -> None:
    plant_items(runtime, SEALER)

    for number, (item, seed) in enumerate(zip(items_of(local), load_seed_items(), strict=True), start=1):
        assert {name: item[name] for name in seed} == seed
        assert item["createdAt"] == f"2026-01-{4 + number:02}T12:00:00.000Z"
        assert item["createdBy"] == item["updatedBy"] == "system"
        assert item["version"] == (1 if seed["status"] == "new" else 2)
        assert set(item["metadata"]) == {"estimated_hours", "assigned_team"}


def test_ids_carry_their_time_and_are_the_same_everywhere(local: Api, runtime: Database) -> None:
    plant_items(runtime, SEALER)

    planted = items_of(local)
    for item in planted:
        created = time_of(UUID(item["id"]))
        assert created is not None
        assert wire_date(created) == item["createdAt"]
    assert planted[0]["id"] == "019b8e07-4600-7d96-82db-f686a92009fd"


def test_a_deleted_item_does_not_come_back(local: Api, runtime: Database) -> None:
    plant_items(runtime, SEALER)
    gone = items_of(local)[0]
    local.delete(f"/api/items/{gone['id']}")

    assert plant_items(runtime, SEALER).planted == 0
    assert local.get(f"/api/items/{gone['id']}").status_code == 404


def test_a_changed_item_is_left_alone(local: Api, runtime: Database) -> None:
    plant_items(runtime, SEALER)
    item = items_of(local)[1]
    local.patch(f"/api/items/{item['id']}", {"title": "Meu glossário"})

    plant_items(runtime, SEALER)

    assert local.get(f"/api/items/{item['id']}").get_json()["data"]["title"] == "Meu glossário"


def test_an_item_deleted_and_past_retention_does_not_come_back(
    local: Api, runtime: Database, own: TestDatabase
) -> None:
    plant_items(runtime, SEALER)
    gone = items_of(local)[0]
    local.delete(f"/api/items/{gone['id']}")
    owner = admin_database(Settings, own.dsn())
    run_upkeep(owner, datetime.now(UTC) + timedelta(days=400))

    assert plant_items(runtime, SEALER).planted == 0
    assert verify_history(owner, SEALER).problems == []
    owner.close()


def test_an_item_whose_category_was_switched_off_is_refused_and_told(local: Api, runtime: Database) -> None:
    local.get("/api/categories")
    local.patch("/api/categories/dashboard/toggle")

    report = plant_items(runtime, SEALER)

    assert report.planted == 10
    assert [refusal.partition(":")[0] for refusal in report.refused] == [
        "Exibir histórico de alterações do item",
        "Trocar o tema por horário do pregão",
    ]


def test_the_history_of_the_seed_is_intact(runtime: Database, own: TestDatabase) -> None:
    plant_items(runtime, SEALER)
    owner = admin_database(Settings, own.dsn())

    verdict = verify_history(owner, SEALER)

    owner.close()
    assert (verdict.items, verdict.entries, verdict.problems) == (12, 20, [])
