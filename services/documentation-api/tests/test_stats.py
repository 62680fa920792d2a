"""/api/v1/stats: the numbers follow what is stored."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg2.extensions
import pytest
from documentation_client import Api, TokenApi, messages

from documentation_api.stats.rules import overall_health

BASE = "/api/v1/stats"


def test_the_summary_counts_and_rates_from_0_to_1(api: Api) -> None:
    before = api.data(BASE)
    api.system(status="online")
    api.idea(status="done", category="content", priority="urgent")
    api.file(b"12345", "numero.csv")
    after = api.data(BASE)
    assert set(after) == {"systems", "ideas", "files"}
    assert after["systems"]["total"] == before["systems"]["total"] + 1
    assert after["systems"]["online_count"] == after["systems"]["by_status"]["online"]
    ideas = after["ideas"]
    assert ideas["total"] == sum(ideas["by_status"].values()) == before["ideas"]["total"] + 1
    assert ideas["completion_rate"] == round(ideas["by_status"]["done"] / ideas["total"], 4)
    assert set(ideas) == {"total", "by_status", "by_category", "by_priority", "completion_rate"}
    files = after["files"]
    assert files["total_size"] == before["files"]["total_size"] + 5
    assert isinstance(files["total_size_mb"], int | float)
    assert set(files["by_mime_type"]["text/csv"]) == {"count", "size"}


def test_the_dashboard_is_made_of_the_single_pages(api: Api) -> None:
    newest = api.idea()
    data = api.data(f"{BASE}/dashboard")
    assert set(data) == {"overview", "systems", "ideas", "files", "recent_activity"}
    assert set(data["overview"]) == {
        "total_systems", "active_systems", "total_ideas", "completed_ideas", "total_files", "total_storage_mb",
    }  # fmt: skip
    for name in ("systems", "ideas", "files"):
        assert data[name] == api.data(f"{BASE}/{name}")
    assert len(data["recent_activity"]) <= 10
    assert data["recent_activity"][0]["entity_id"] == newest["id"]


def test_ideas_tell_hours_and_percentages(api: Api, admin: psycopg2.extensions.connection) -> None:
    with admin.cursor() as cursor:
        cursor.execute("DELETE FROM documentation_ideas")
    assert api.data(f"{BASE}/ideas")["completion_rate"] == 0
    api.idea(status="done", estimated_hours=10, actual_hours=4, assigned_to="Zoé")
    api.idea(estimated_hours=6, actual_hours=4)
    data = api.data(f"{BASE}/ideas")
    assert data["completion_rate"] == 50
    assert data["hours"] == {"total_estimated": 16, "total_actual": 8, "completion_rate": 50}
    assert data["by_assignee"] == {"Zoé": 1}


def test_files_tell_how_much_is_stored_twice(ana: TokenApi, admin: psycopg2.extensions.connection) -> None:
    with admin.cursor() as cursor:
        cursor.execute("DELETE FROM documentation_files")
    assert ana.data(f"{BASE}/files")["storage_efficiency"] == 1
    for name in ("a.txt", "b.txt"):
        ana.file(b"x" * 1000, name)
    data = ana.data(f"{BASE}/files")
    assert (data["storage_efficiency"], data["downloads_per_file"], data["total"]) == (0.5, 0, 2)
    assert data["average_size_mb"] == 0.0
    assert data["total_size_mb"] == 0.0


def check(admin: psycopg2.extensions.connection, system: dict[str, Any], statuses: list[str], ms: int) -> None:
    with admin.cursor() as cursor:
        for age, status in enumerate(statuses):
            cursor.execute(
                "INSERT INTO documentation_health_checks (id, system_id, checked_at, status, response_time_ms, message)"
                " VALUES (gen_random_uuid(), %s, now() - make_interval(mins => %s), %s, %s, 'HTTP 500: Oops')",
                (system["id"], age, status, ms),
            )


def test_health_scores_the_newest_twenty_checks(api: Api, admin: psycopg2.extensions.connection) -> None:
    url = "http://example.com/"
    good, slow, bad, new = (api.system(status=status, url=url) for status in ("online", "online", "error", "unknown"))
    check(admin, good, ["online"] * 20 + ["offline"] * 5, 10)
    check(admin, slow, ["online"] * 4, 1_500)
    check(admin, bad, ["error"] * 3 + ["online"], 20)
    data = api.data(f"{BASE}/health")
    told = {entry["id"]: entry for entry in data["systems"]}
    assert set(told[good["id"]]) == {"id", "name", "status", "last_updated", "health_score", "issues"}
    assert (told[good["id"]]["health_score"], told[good["id"]]["issues"]) == (100, [])
    assert (told[slow["id"]]["health_score"], told[slow["id"]]["issues"]) == (90, ["Slow: 1500 ms on average"])
    assert (told[bad["id"]]["health_score"], told[bad["id"]]["issues"]) == (25, ["HTTP 500: Oops"])
    assert (told[new["id"]]["health_score"], told[new["id"]]["issues"]) == (0, ["Never checked"])
    counted = data["healthy"] + data["degraded"] + data["unhealthy"] + data["unknown"]
    assert data["total"] == counted == len(data["systems"])
    trend = api.data(f"{BASE}/systems")["health_trend"]
    assert len(trend) == 30
    assert trend[-1]["date"] == datetime.now(UTC).date().isoformat()
    assert sum(day["error"] for day in trend) >= 3


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [
        ([], "unknown"),
        (["unknown"], "unknown"),
        (["online", "unknown"], "healthy"),
        (["online", "offline"], "degraded"),
        (["online", "offline", "error"], "unhealthy"),
    ],
)
def test_overall_health(statuses: list[str], verdict: str) -> None:
    assert overall_health(statuses) == verdict


@pytest.mark.parametrize(("timeframe", "days"), [("7d", 7), ("30d", 30), ("90d", 90), ("1y", 365)])
def test_charts_are_series_of_label_and_value(api: Api, timeframe: str, days: int) -> None:
    api.idea()
    data = api.data(f"{BASE}/analytics?timeframe={timeframe}")
    assert data["timeframe"] == timeframe
    charts = data["charts"]
    assert set(charts) == {
        "systems_by_type", "systems_by_status", "ideas_by_status", "ideas_by_category", "ideas_by_priority",
        "files_by_type", "ideas_created", "ideas_completed", "files_uploaded",
    }  # fmt: skip
    assert len(charts["ideas_created"]) == days
    assert charts["ideas_created"][-1]["value"] >= 1
    assert set(charts["ideas_by_status"][0]) == {"label", "value"}


def test_activity_has_a_row_a_day_oldest_first(api: Api, admin: psycopg2.extensions.connection) -> None:
    api.idea(status="done")
    old = api.idea()
    with admin.cursor() as cursor:
        cursor.execute(
            "UPDATE documentation_ideas SET created_at = now() - interval '2 days' WHERE id = %s", (old["id"],)
        )
    rows = api.data(f"{BASE}/activity?days=3")
    today = datetime.now(UTC).date()
    assert [row["date"] for row in rows] == [(today - timedelta(days=back)).isoformat() for back in (2, 1, 0)]
    assert set(rows[0]) == {"date", "systems_created", "ideas_created", "ideas_completed", "files_uploaded"}
    assert rows[0]["ideas_created"] == 1
    assert rows[2]["ideas_completed"] >= 1
    assert len(api.data(f"{BASE}/activity")) == 30


def test_everything_is_searched_at_once_names_first(api: Api) -> None:
    word = f"Zarabatana{api.user.replace('-', '')}"
    in_text = api.system(description=f"fala de {word}")
    named = api.system(name=f"{word} principal")
    idea, file = api.idea(title=f"Usar {word}"), api.file(b"x", f"{word.lower()}.txt")
    data = api.data(f"{BASE}/search?q={word.upper()}")
    assert [system["id"] for system in data["systems"]] == [named["id"], in_text["id"]]
    assert [found["id"] for found in data["ideas"]] == [idea["id"]]
    assert [found["id"] for found in data["files"]] == [file["id"]]
    assert (data["query"], data["total"], data["docs"]) == (word.upper(), 4, [])
    for number in range(12):
        api.idea(title=f"{word} {number}")
    data = api.data(f"{BASE}/search?q={word}")
    assert (len(data["ideas"]), data["total"]) == (10, 16)


def test_documents_and_operations_are_searched_too(start: Any, tmp_path: Path) -> None:
    (tmp_path / "sextante.md").write_text("---\ntitle: O sextante\n---\nNavegar.\n", encoding="utf-8")
    service = start(docs_dir=str(tmp_path))
    service.index.run(manual=False)
    api = Api(service, "navegante")
    spec = {"openapi": "3.1.0", "info": {"title": "Mar", "version": "1.0.0"}, "paths": {
        "/sextantes": {"get": {"summary": "Lista de sextantes", "responses": {"200": {"description": "x"}}}},
    }}  # fmt: skip
    assert api.post("/api/v1/specs", {"name": "mar", "openapi": json.dumps(spec)}).status_code == 201
    data = api.data(f"{BASE}/search?q=sextante")
    assert [found["title"] for found in data["docs"]] == ["O sextante"]
    assert [(found["method"].lower(), found["path"]) for found in data["operations"]] == [("get", "/sextantes")]
    assert data["total"] == 2


def test_private_files_of_others_are_neither_found_nor_counted(ana: TokenApi, rui: TokenApi) -> None:
    name = f"segredo{ana.user.replace('-', '')}"
    ana.file(b"x", f"{name}.txt")
    assert len(ana.data(f"{BASE}/search?q={name}")["files"]) == 1
    assert rui.data(f"{BASE}/search?q={name}")["files"] == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("analytics?timeframe=2d", "timeframe must be one of: 7d, 30d, 90d, 1y"),
        ("activity?days=366", "days must be an integer from 1 to 365"),
        ("search?q=x", "q must be 2 to 100 characters"),
        ("search", "q is required"),
    ],
)
def test_bad_questions_are_told(api: Api, query: str, message: str) -> None:
    assert messages(api.get(f"{BASE}/{query}")) == [message]
