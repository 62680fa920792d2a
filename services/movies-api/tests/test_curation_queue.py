"""Editors decide about films the curation is unsure of."""

import json
from pathlib import Path

import pytest
from movies_curation import curate, state, table
from movies_databases import rows, value
from movies_editor import Editor
from movies_models import Fault, Models

from suite.http import Service
from suite_testing.databases import TestDatabase

ANSWER = {"matches": [{"name": "Vertigem das Alturas", "relevance": 0.85, "explanation": "Do alto"}]}
# Only its genre speaks for it.
UNSURE = {"title": "Xyz", "original_title": "Xyz", "overview": "Xyz.", "keywords": "[]"}


@pytest.fixture
def editor(newsroom: Service) -> Editor:
    return Editor(newsroom, "ana")


@pytest.fixture
def waiting(seeded: TestDatabase, tmp_path: Path, models: Models, request: pytest.FixtureRequest) -> str:
    """A run that found a name nobody knows, in a film nobody has."""
    number = 30_000_000 + list(request.session.items).index(request.node)
    known = value(seeded, "SELECT id FROM sub_sentiments WHERE name = 'Adrenalina / Emoção Intensa'")
    answer = {"matches": [*ANSWER["matches"], {"id": known, "relevance": 0.9, "explanation": "x"}]}
    answer["matches"][0] = {**ANSWER["matches"][0], "name": f"Vertigem {number}"}
    models.faults["gemini"] = [Fault(change=lambda _: json.dumps(answer))]
    films = table(tmp_path, {"id": str(number), "title": f"Filme {number}"})
    assert curate(seeded, "orchestrate", "--tmdb-csv", films, **models.environment("gemini")).status == 4
    return last_run(seeded)


@pytest.fixture
def unsure(seeded: TestDatabase, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A film that only its genre speaks for."""
    number = 40_000_000 + list(request.session.items).index(request.node)
    films = table(tmp_path, {**UNSURE, "id": str(number), "title": f"Xyz {number}"})
    assert curate(seeded, "orchestrate", "--tmdb-csv", films).status == 0
    return last_run(seeded)


def last_run(database: TestDatabase) -> str:
    return str(value(database, "SELECT id FROM curation_runs ORDER BY created_at DESC, id DESC LIMIT 1"))


def path_of(run: str) -> str:
    return f"/curation-runs/{run}"


def decide(editor: Editor, run: str, decision: str) -> tuple[int, dict[str, object]]:
    """Read and decide."""
    _, tag = editor.read(path_of(run))
    reply = editor.request("POST", f"{path_of(run)}/{decision}", etag=tag)
    return reply.status_code, reply.get_json()


def films_of(database: TestDatabase, run: str) -> list[tuple[object, ...]]:
    """Whether the film of a run has feelings, suggestions and an entry type."""
    return rows(
        database,
        "SELECT (SELECT count(*) > 0 FROM movie_sentiments AS one WHERE one.movie_id = film.id),"
        " (SELECT count(*) > 0 FROM movie_suggestion_flows AS one WHERE one.movie_id = film.id),"
        " emotional_entry_type IS NOT NULL FROM movies AS film"
        " JOIN curation_runs AS run ON run.movie_id = film.id WHERE run.id = %s",
        (run,),
    )


def test_the_queue_holds_what_waits_with_what_is_to_be_decided(editor: Editor, waiting: str, unsure: str) -> None:
    reply = editor.get("/curation-runs?limit=200")
    queue = {run["id"]: run for run in reply.get_json()}
    row, tag = editor.read(path_of(waiting))

    assert {run["status"] for run in queue.values()} == {"waiting", "review"}
    assert reply.headers["X-Total-Count"] == str(len(queue))
    assert queue[waiting] == row
    assert (row["provider"], row["confidence"], row["sentimentId"]) == ("gemini", 0.9, 17)
    assert [name["name"].split()[0] for name in row["newSubSentiments"]] == ["Vertigem"]
    assert row["calls"][0]["costUsd"] == 0.0008
    assert set(row["calls"][0]) == {
        "provider", "model", "seconds", "promptTokens", "completionTokens", "costUsd", "outcome",
    }  # fmt: skip
    assert all(set(match) == {"subId", "name", "relevance", "explanation"} for match in queue[unsure]["matches"])
    assert queue[unsure]["matches"]
    assert (queue[unsure]["status"], queue[unsure]["confidence"]) == ("review", 0.38)
    assert [run["id"] for run in editor.get("/curation-runs?status=review&limit=1").get_json()]
    assert tag == '"2"' or row["version"] > 1


def test_an_approved_name_becomes_a_sub_sentiment_and_the_film_is_curated(
    seeded: TestDatabase, editor: Editor, waiting: str
) -> None:
    row, tag = editor.read(path_of(waiting))
    reply = editor.request("POST", f"{path_of(waiting)}/approve?sentimentId=16", etag=tag)
    name = row["newSubSentiments"][0]["name"]

    assert (reply.status_code, reply.get_json()["status"], reply.get_json()["updatedBy"]) == (200, "approved", "ana")
    assert rows(seeded, "SELECT main_sentiment_id, created_by FROM sub_sentiments WHERE name = %s", (name,)) == [
        (16, "ana")
    ]
    assert films_of(seeded, waiting) == [(True, True, True)]


def test_a_rejected_name_leaves_nothing_and_is_not_asked_for_again(
    seeded: TestDatabase, editor: Editor, waiting: str, tmp_path: Path, models: Models
) -> None:
    before = state(seeded)
    assert decide(editor, waiting, "reject")[0] == 200
    again = curate(seeded, "orchestrate", "--tmdb-csv", tmp_path / "films.csv", **models.environment("gemini"))
    after = state(seeded)

    assert (again.status, again.result["summary"]["unchanged"], len(models.asked["gemini"])) == (0, 1, 3)
    assert {name for name in after if after[name] != before[name]} == {"curation_runs"}


def test_what_an_unsure_run_wrote_is_taken_back(seeded: TestDatabase, editor: Editor, unsure: str) -> None:
    assert films_of(seeded, unsure) == [(True, True, True)]
    status, row = decide(editor, unsure, "reject")

    assert (status, row["status"]) == (200, "refused")
    assert films_of(seeded, unsure) == [(False, False, False)]


def test_what_an_editor_changed_meanwhile_is_not_taken_back(seeded: TestDatabase, editor: Editor, unsure: str) -> None:
    movie = editor.read(path_of(unsure))[0]["movieId"]
    (suggestion, *_) = editor.get(f"/suggestions?movieId={movie}").get_json()
    _, tag = editor.read(f"/suggestions/{suggestion['id']}")
    assert editor.change(f"/suggestions/{suggestion['id']}", tag, reason="Gosto dele").status_code == 200

    assert decide(editor, unsure, "reject")[0] == 200
    assert [one["reason"] for one in editor.get(f"/suggestions?movieId={movie}").get_json()] == ["Gosto dele"]


def test_an_approved_review_stays_as_it_is(seeded: TestDatabase, editor: Editor, unsure: str) -> None:
    before = state(seeded)
    assert decide(editor, unsure, "approve")[0] == 200
    after = state(seeded)

    assert {name for name in after if after[name] != before[name]} == {"curation_runs"}


def test_a_decision_is_on_record(editor: Editor, unsure: str) -> None:
    decide(editor, unsure, "approve")
    (entry,) = editor.get(f"{path_of(unsure)}/audit").get_json()

    assert (entry["action"], entry["actor"], entry["changedFields"]) == ("updated", "ana", ["status"])
    assert (entry["oldValues"]["status"], entry["newValues"]["status"]) == ("review", "approved")


def test_a_decision_needs_the_version_that_was_read(editor: Editor, unsure: str) -> None:
    path = f"{path_of(unsure)}/approve"

    assert editor.request("POST", path).status_code == 428
    assert editor.request("POST", path, etag='"99"').status_code == 412
    assert decide(editor, unsure, "approve")[0] == 200
    status, problem = decide(editor, unsure, "reject")
    assert (status, problem["code"]) == (409, "NOT_QUEUED")


def test_new_names_need_a_sentiment_that_exists(seeded: TestDatabase, editor: Editor, waiting: str) -> None:
    _, tag = editor.read(path_of(waiting))
    before = state(seeded)
    reply = editor.request("POST", f"{path_of(waiting)}/approve?sentimentId=999", etag=tag)

    assert (reply.status_code, reply.get_json()["code"]) == (422, "SENTIMENT_UNKNOWN")
    assert state(seeded) == before


@pytest.mark.parametrize("path", ["/curation-runs/1", "/curation-runs/00000000-0000-7000-8000-0000000000ff"])
def test_unknown_runs_are_not_found(editor: Editor, path: str) -> None:
    assert editor.get(path).status_code == 404
    assert editor.get(f"{path}/audit").status_code == 404
    assert editor.request("POST", f"{path}/approve", etag='"1"').status_code == 404


def test_wrong_filters_are_refused(editor: Editor) -> None:
    for query in ("status=open", "limit=0", "offset=-1", "limit=x"):
        assert editor.get(f"/curation-runs?{query}").status_code == 400
