"""Bringing the index up to date: only what changed is read, nothing leaves the folder, one run at a time."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from docs_portal import Portal

from documentation_api.markdown import index_run, work
from documentation_api.markdown.errors import ReindexRunning
from documentation_api.markdown.index import library_of
from documentation_api.markdown.index_queries import LOCK
from documentation_api.markdown.index_run import Interrupted
from documentation_api.markdown.library import FoundFile, Library
from documentation_api.settings import Settings
from suite.bounded import Bounded
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are opened from here on."""
    opened: list[str] = []
    read = Library.read

    def note(library: Library, file: FoundFile) -> bytes:
        opened.append(file.rel_path)
        return read(library, file)

    monkeypatch.setattr(Library, "read", note)
    return opened


def test_only_new_and_changed_files_are_read(portal: Portal, reads: list[str]) -> None:
    portal.write("a.md", "um", title="A")
    portal.write("b.md", "dois", title="B")
    assert portal.run().added == 2
    reads.clear()
    outcome = portal.run()
    assert (reads, outcome.has_changes, outcome.counts.files) == ([], False, 2)
    portal.write("b.md", "três", title="B")
    portal.write("c.md", "quatro", title="C")
    outcome = portal.run()
    assert (reads, outcome.added, outcome.changed, outcome.removed) == (["b.md", "c.md"], 1, 1, 0)
    assert portal.found("três") == ["b"] and portal.found("dois") == []


def test_a_file_with_a_new_time_and_the_old_content_is_not_changed(portal: Portal, reads: list[str]) -> None:
    place = portal.write("a.md", "um", title="A")
    portal.run()
    os.utime(place, ns=(1, 1))
    assert (portal.run().changed, reads) == (0, ["a.md", "a.md"])
    portal.run()
    assert len(reads) == 2


def test_removed_files_leave_the_index(portal: Portal) -> None:
    place = portal.write("a.md", "um", title="A")
    portal.write("b.md", "um", title="B")
    portal.run()
    place.unlink()
    assert portal.run().removed == 1
    assert portal.found("um") == ["b"]


def test_a_bad_file_costs_only_itself_and_is_listed_with_path_and_line(portal: Portal, reads: list[str]) -> None:
    portal.write("good.md", "um", title="Good")
    place = portal.write("deep/bad.md", title="x", summary="a: b")
    outcome = portal.run()
    assert outcome.errors == [
        {"file": "deep/bad.md", "line": 3, "error": "mapping values are not allowed in this context"}
    ]
    assert portal.files() == ["good"]
    reads.clear()
    assert (portal.run().errors, reads) == (outcome.errors, [])
    assert portal.ask("stats")["stats"]["totalErrors"] == 1
    place.write_text("---\ntitle: mended\n---\n", encoding="utf-8")
    assert (portal.run().errors, portal.files()) == ([], ["good", "deep-bad"])


def test_links_out_of_the_folder_are_ignored(portal: Portal, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("# Secret\n", encoding="utf-8")
    portal.write("real.md", title="Real")
    (portal.folder / "link.md").symlink_to(outside / "secret.md")
    (portal.folder / "folder").symlink_to(outside)
    (portal.folder / "gone.md").symlink_to(portal.folder / "nowhere.md")
    (portal.folder / "inside.md").symlink_to(portal.folder / "real.md")
    (portal.folder / "loop").symlink_to(portal.folder)
    portal.run()
    assert portal.files() == ["inside", "real"]
    assert portal.get("/api/v1/docs/content?path=link.md").status_code == 404


def test_tool_folders_are_skipped_by_whole_segment(portal: Portal) -> None:
    for folder in ("node_modules", ".git", "build", "a/tmp", "coverage"):
        portal.write(f"{folder}/x.md", title="X")
    for name in ("templates/x.md", "builds/y.mdx", "a/tmp.md"):
        portal.write(name, title=name)
    portal.write("x.markdown", title="X")
    portal.run()
    assert set(portal.files()) == {"templates-x", "builds-y", "a-tmp"}


def test_a_folder_below_a_tmp_folder_works(open_portal: Any, tmp_path: Path) -> None:
    folder = tmp_path / "tmp" / "docs"
    folder.mkdir(parents=True)
    portal = open_portal(docs_dir=str(folder))
    portal.write("a.md", title="A")
    assert portal.run().counts.files == 1


def test_files_over_two_megabytes_are_refused(portal: Portal) -> None:
    portal.write("big.md", "a" * 2_097_152, title="Big")
    assert [error["error"] for error in portal.run().errors] == ["the file is larger than 2 MB"]


def test_a_file_that_takes_too_much_to_read_is_listed_and_passed_over(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = "documentation_api.markdown.document:read_document"
    hasty = Bounded(target, memory_mb=256, cpu_seconds=1, wall_seconds=60)
    for module in (work, index_run):
        monkeypatch.setattr(module, "DOCUMENT_WORK", hasty)
    portal.write("brackets.md", "[" * 1_900_000, title="Brackets")
    portal.write("pipes.md", "|a" * 20_000 + "\n" + "|-" * 20_000 + "\n" + "|a\n" * 300_000, title="Pipes")
    portal.write("z.md", "um", title="Z")
    outcome = portal.run()
    assert [(error["file"], error["error"]) for error in outcome.errors] == [
        (name, "the file takes more memory or time to read than it may") for name in ("brackets.md", "pipes.md")
    ]
    assert (portal.files(), hasty.processes) == (["z"], [])
    # It is read again only when it changes.
    assert portal.run().read == 0


def test_a_run_that_is_stopped_ends_in_the_middle_of_a_file(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    portal.write("a.md", "um", title="A")
    portal.run()
    portal.write("brackets.md", "[" * 1_900_000, title="Brackets")
    monkeypatch.setattr(portal.index, "_stopped", stopped := Event())
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(portal.run)
        assert wait_until(lambda: bool(work.DOCUMENT_WORK.processes), 60)
        stopped.set()
        with pytest.raises(Interrupted):
            run.result(60)
    assert portal.files() == ["a"]


def test_two_megabytes_of_different_words_are_indexed(portal: Portal) -> None:
    portal.write("big.md", " ".join(f"palavra{number:x}ção" for number in range(100_000)), title="Big")
    assert (portal.run().errors, portal.found("palavra5ção")) == ([], ["big"])


def test_a_missing_folder_is_an_empty_index(open_portal: Any, tmp_path: Path) -> None:
    portal = open_portal(docs_dir=str(tmp_path / "nowhere"))
    assert portal.run().counts.files == 0
    assert portal.ask("search")["total"] == 0


def test_files_of_one_name_keep_different_ids(portal: Portal) -> None:
    portal.write("a-b.md", title="One")
    portal.write("a/b.md", title="Two")
    portal.run()
    portal.run()
    ids = portal.files()
    assert ids[0] == "a-b" and ids[1].startswith("a-b-")


def test_a_manual_run_tells_what_it_did_and_waits_a_minute_for_the_next(portal: Portal) -> None:
    portal.write("a.md", title="A", tags="[x, y]")
    portal.write("bad.md", "nothing")
    reply = portal.post("/api/v1/docs/reindex")
    assert reply.status_code == 200
    indexed = reply.get_json()["indexed"]
    assert isinstance(indexed.pop("duration_ms"), int)
    assert indexed == {
        "files": 1, "domains": 1, "types": 1, "tags": 2, "statuses": 1, "added": 1, "changed": 0, "removed": 0,
        "errors": [{"file": "bad.md", "line": 1, "error": "title is required"}],
    }  # fmt: skip
    again = portal.post("/api/v1/docs/reindex")
    assert again.status_code == 429
    seconds = int(again.headers["Retry-After"])
    assert 0 < seconds <= 60
    body = again.get_json()
    assert body["error"] == "Rate limit exceeded"
    assert body["message"] == f"Please wait {seconds} seconds before reindexing again"


def test_a_manual_run_is_audited(portal: Portal) -> None:
    portal.write("a.md", title="A")
    portal.post("/api/v1/docs/reindex", headers={"X-User-Id": "ana"})
    (entry,) = portal.get("/api/v1/audit?entity_type=docs&user_id=ana&limit=1").get_json()["data"]
    assert (entry["action"], entry["entity_id"], entry["new_values"]["added"]) == ("reindexed", "documentation", 1)


def test_a_second_run_at_the_same_time_is_refused(portal: Portal, docs_database: TestDatabase) -> None:
    portal.write("a.md", title="A")
    with docs_database.connect(schema="documentation") as holder, holder.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock({LOCK})")
        with pytest.raises(ReindexRunning):
            portal.run()
        reply = portal.post("/api/v1/docs/reindex")
        assert (reply.status_code, reply.get_json()["error"]) == (409, "Reindex already running")
        assert portal.ask("search")["total"] == 0
        cursor.execute(f"SELECT pg_advisory_unlock({LOCK})")
    assert portal.post("/api/v1/docs/reindex").status_code == 200


def test_of_two_workers_that_start_only_one_reads_the_files(open_portal: Any, reads: list[str]) -> None:
    one, other = open_portal(), open_portal()
    one.write("a.md", title="A")
    one.index.tick()
    other.index.tick()
    assert reads == ["a.md"]
    assert other.files() == ["a"]


@pytest.mark.parametrize(("interval", "scans"), [(0, 1), (3_600, 1)])
def test_after_the_run_of_its_start_a_process_waits_for_the_interval(
    open_portal: Any, monkeypatch: pytest.MonkeyPatch, interval: int, scans: int
) -> None:
    portal, seen = open_portal(docs_reindex_interval_s=interval), []
    monkeypatch.setattr(Library, "scan", lambda library: seen.append(library) or [])
    for _ in range(3):
        portal.index.tick()
    assert len(seen) == scans


def test_a_run_of_somebody_else_long_ago_is_followed_by_another(
    open_portal: Any, docs_database: TestDatabase, reads: list[str]
) -> None:
    one, other = open_portal(docs_reindex_interval_s=60), open_portal(docs_reindex_interval_s=60)
    one.index.tick()
    other.index.tick()
    one.write("a.md", title="A")
    with docs_database.connect(schema="documentation") as admin, admin.cursor() as cursor:
        cursor.execute("UPDATE documentation_index_state SET last_run = now() - interval '1 hour'")
    third = open_portal(docs_reindex_interval_s=60)
    third.index.tick()
    assert (reads, third.files()) == (["a.md"], ["a"])


def test_without_a_folder_the_suite_itself_is_the_documentation(settings: Settings) -> None:
    names = {file.rel_path for file in library_of(replace(settings, docs_dir=None)).scan()}
    assert {"operations.md", "adr/0001-migrations.md", "services/documentation-api/README.md"} <= names
    assert not any(name.startswith("services/") and not name.endswith("/README.md") for name in names)


def test_no_reply_shows_where_the_files_are(portal: Portal) -> None:
    portal.write("a.md", "[x](missing.md)", title="A")
    portal.write("bad.md", "nothing")
    replies = [portal.post("/api/v1/docs/reindex")]
    for path in (
        "search",
        "facets",
        "suggest?q=aa",
        "stats",
        "content?path=a",
        "content?path=bad",
        "content?path=../a",
    ):
        replies.append(portal.get(f"/api/v1/docs/{path}"))
    for path in ("summary", "issues", "latest-report", "latest-report?format=md", "dashboard-metrics"):
        replies.append(portal.get(f"/api/v1/docs/health/{path}"))
    for reply in replies:
        assert str(portal.folder.parent) not in reply.get_data(as_text=True)
