"""Models as judges, with all the ways they fail."""

import json
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from movies_curation import curate, state, table
from movies_databases import rows, value
from movies_models import KEYS, Fault, Models

from suite.ai import model
from suite.ai.prices import as_prices, cost_usd
from suite_testing.databases import TestDatabase

FAILING = {
    "truncated": [Fault(change=lambda text: text[: len(text) // 2])] * 2,
    "cut off by its limit": [
        Fault(body=b'{"candidates":[{"content":{"parts":[{"text":"{}"}]},"finishReason":"MAX_TOKENS"}]}')
    ]
    * 2,
    "prose only": [Fault(change=lambda _: "Claro! Esse filme é ótimo.")] * 2,
    "wrong ids": [Fault(change=lambda _: '{"matches":[{"id":999999,"relevance":0.9,"explanation":"x"}]}')] * 2,
    "relevance out of range": [Fault(change=lambda text: text.replace("0.9", "9.0"))] * 2,
    "another shape": [Fault(change=lambda _: '{"matches":{"id":1}}')] * 2,
    "NUL": [Fault(change=lambda text: text.replace("Porque", "\\u0000"))] * 2,
    "no candidates": [Fault(body=b'{"candidates":[]}')] * 2,
    "an array": [Fault(body=b"[1]")] * 2,
    "not JSON": [Fault(body=b"<html>")],
    "rate limited": [Fault(429, b"{}", headers={"Retry-After": "0"})] * 3,
    "come back tomorrow": [Fault(429, b"{}", headers={"Retry-After": "86400"})],
    "quota": [Fault(429, b'{"error":{"code":"insufficient_quota"}}')],
    "broken": [Fault(500, b"oops")] * 3,
    "unavailable": [Fault(503, b"")] * 3,
    "key refused": [Fault(401, b'{"error":"the-key-of-gemini-0123456789 is invalid"}')],
    "moved": [Fault(302, b"", headers={"Location": "http://127.0.0.1:1/steal"})],
    "silent": [Fault(silent=True)] * 3,
}


@pytest.fixture
def film(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A table with one film that no other test has."""
    name = request.node.name
    return table(tmp_path, {"id": str(10_000_000 + crc32(name.encode()) % 1_000_000), "title": f"Filme {name}"[:200]})


def last_run(database: TestDatabase) -> dict[str, Any]:
    sql = "SELECT to_jsonb(run) FROM curation_runs AS run ORDER BY created_at DESC, id DESC LIMIT 1"
    return dict(value(database, sql))


def whole(database: TestDatabase, movie_id: str) -> bool:
    """Whether a film has all a curation writes."""
    found = rows(
        database,
        "SELECT EXISTS (SELECT FROM movie_sentiments WHERE movie_id = %(id)s),"
        " EXISTS (SELECT FROM movie_suggestion_flows WHERE movie_id = %(id)s AND relevance_score > 0),"
        " landing_page_hook IS NOT NULL, emotional_entry_type IS NOT NULL FROM movies WHERE id = %(id)s",
        {"id": movie_id},  # type: ignore[arg-type]
    )
    return found == [(True, True, True, True)]


@pytest.mark.parametrize("kind", FAILING)
def test_the_next_provider_curates_what_the_first_cannot(
    kind: str, seeded: TestDatabase, film: Path, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "READ_SECONDS", 0.3 if kind == "silent" else 10)
    models.faults["gemini"] = list(FAILING[kind])
    done = curate(
        seeded, "orchestrate", "--tmdb-csv", film, LOG_LEVEL="debug", **models.environment("openai", "gemini")
    )
    run = last_run(seeded)

    assert (done.status, run["status"], run["provider"]) == (0, "done", "openai")
    assert len(run["payload"]["failures"]) == 1
    assert run["payload"]["failures"][0].startswith("gemini: ")
    assert whole(seeded, run["movie_id"])
    told = done.errors + "".join(done.output) + json.dumps(run)
    assert not any(key in told for key in KEYS.values())


@pytest.mark.parametrize("kind", ["truncated", "quota", "broken", "silent"])
def test_a_film_nobody_can_judge_fails_with_the_reason_and_nothing_half_written(
    kind: str, seeded: TestDatabase, film: Path, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "READ_SECONDS", 0.3 if kind == "silent" else 10)
    models.faults["gemini"] = list(FAILING[kind])
    before = state(seeded)
    done = curate(
        seeded, "orchestrate", "--tmdb-csv", film, "--ai-provider", "gemini", **models.environment("gemini", "openai")
    )
    run, after = last_run(seeded), state(seeded)

    assert (done.status, done.result["summary"]["failed"], run["status"]) == (1, 1, "failed")
    assert run["error"] == done.result["problems"][0]["error"]
    assert run["error"].startswith("gemini: ")
    assert {name for name in after if after[name] != before[name]} == {"curation_runs"}
    assert models.asked["openai"] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda text: f"Claro, aqui está:\n```json\n{text}\n```\nEspero ter ajudado {{}}"[:-3],
        lambda text: text.replace('"matches"', "'matches'").replace("}]}", "},]}"),
    ],
    ids=["prose around", "slips of form"],
)
def test_form_is_forgiven(change: Any, seeded: TestDatabase, film: Path, models: Models) -> None:
    models.faults["gemini"] = [Fault(change=change)]
    done = curate(seeded, "orchestrate", "--tmdb-csv", film, **models.environment("gemini"))

    assert (done.status, last_run(seeded)["provider"], len(models.asked["gemini"])) == (0, "gemini", 3)


def test_a_wrong_answer_is_asked_again_and_every_call_is_on_record(
    seeded: TestDatabase, film: Path, models: Models
) -> None:
    models.faults["gemini"] = FAILING["wrong ids"][:1]
    assert curate(seeded, "orchestrate", "--tmdb-csv", film, **models.environment("gemini")).status == 0
    calls = last_run(seeded)["payload"]["calls"]

    assert "id 999999 was not offered" in models.asked["gemini"][1]
    assert models.shown["gemini"] == {KEYS["gemini"]}
    assert [call["outcome"] for call in calls] == ["invalid answer", "answered", "answered", "answered"]
    assert {(call["model"], call["prompt_tokens"], call["completion_tokens"], call["cost_usd"]) for call in calls} == {
        ("gemini-2.5-flash", 1000, 200, 0.0008)
    }


def test_prices_are_those_of_the_file_unless_others_are_given(seeded: TestDatabase, film: Path, models: Models) -> None:
    given = {"AI_PRICES": "gemini-2.5-flash=1/2, other=3.5/4"}
    assert curate(seeded, "orchestrate", "--tmdb-csv", film, **models.environment("gemini"), **given).status == 0

    assert {call["cost_usd"] for call in last_run(seeded)["payload"]["calls"]} == {0.0014}
    assert cost_usd(None, 1000, 200) is cost_usd((1.0, 2.0), None, 200) is None
    assert as_prices("") == {}


@pytest.mark.parametrize("wrong", ["gemini", "gemini=1", "gemini=-1/2", "gemini=1/x", "a=1/2;b=1/2"])
def test_prices_that_are_none_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="US dollars"):
        as_prices(wrong)


def test_when_all_models_fail_the_lexicon_curates(seeded: TestDatabase, film: Path, models: Models) -> None:
    for name in KEYS:
        models.faults[name] = [Fault(403)]
    done = curate(seeded, "orchestrate", "--tmdb-csv", film, **models.environment(*KEYS))
    run = last_run(seeded)

    assert (done.status, run["provider"]) == (0, "lexicon")
    assert [failure.split(":")[0] for failure in run["payload"]["failures"]] == ["gemini", "openai", "deepseek", "kimi"]
    assert [len(models.asked[name]) for name in KEYS] == [1, 1, 1, 1]


def test_who_has_no_credit_is_not_asked_for_the_next_film(seeded: TestDatabase, tmp_path: Path, models: Models) -> None:
    models.faults["gemini"] = list(FAILING["quota"])
    films = table(tmp_path, {"id": "20000001", "title": "Um"}, {"id": "20000002", "title": "Dois"})
    done = curate(seeded, "orchestrate", "--tmdb-csv", films, **models.environment("gemini", "deepseek"))

    assert (done.status, done.result["summary"]["curated"]) == (0, 2)
    assert (len(models.asked["gemini"]), len(models.asked["deepseek"])) == (1, 6)


def test_the_anxious_lens_asks_openai_first(seeded: TestDatabase, film: Path, models: Models) -> None:
    environment = models.environment("gemini", "openai")
    done = curate(seeded, "orchestrate", "--tmdb-csv", film, "--analysisLens", 16, **environment)

    assert (done.status, last_run(seeded)["provider"], models.asked["gemini"]) == (0, "openai", [])


def test_a_run_that_broke_off_repeats_no_paid_call(seeded: TestDatabase, film: Path, models: Models) -> None:
    models.faults["gemini"] = [Fault(), *FAILING["broken"]]
    arguments = ("orchestrate", "--tmdb-csv", film, "--ai-provider=gemini")
    assert curate(seeded, *arguments, **models.environment("gemini")).status == 1
    assert (last_run(seeded)["status"], last_run(seeded)["step"]) == ("failed", "analyze")
    del models.asked["gemini"]

    done = curate(
        seeded,
        "orchestrate",
        "--resume",
        last_run(seeded)["id"],
        "--aiProvider=gemini",
        **models.environment("gemini"),
    )

    assert (done.status, last_run(seeded)["status"], done.result["curedData"]["reason"]) == (
        0,
        "done",
        "Um convite a pensar",
    )
    assert len(models.asked["gemini"]) == 2
    assert not any("desperta" in question for question in models.asked["gemini"])


def test_a_provider_without_a_key_is_wrong_usage(seeded: TestDatabase, film: Path) -> None:
    done = curate(seeded, "orchestrate", "--tmdb-csv", film, "--ai-provider", "openai")

    assert (done.status, done.result["code"], done.result["error"]) == (
        2,
        "NOT_CONFIGURED",
        "OPENAI_API_KEY is missing",
    )


NEW = json.dumps({"matches": [{"name": "Vertigem das Alturas", "relevance": 0.85, "explanation": "Do alto"}]})


def test_a_name_nobody_knows_waits_for_approval(seeded: TestDatabase, film: Path, models: Models) -> None:
    known = value(seeded, "SELECT id FROM sub_sentiments WHERE name = 'Adrenalina / Emoção Intensa'")
    answer = json.loads(NEW)
    answer["matches"].append({"id": known, "relevance": 0.9, "explanation": "x"})
    models.faults["gemini"] = [Fault(change=lambda _: json.dumps(answer))]
    before = state(seeded)
    arguments, environment = ("orchestrate", "--tmdb-csv", film), models.environment("gemini")
    waiting = curate(seeded, *arguments, **environment)
    again = curate(seeded, *arguments, **environment)
    after, asked = state(seeded), len(models.asked["gemini"])

    assert [waiting.status, again.status] == [4, 4]
    assert waiting.result["summary"]["waiting"] == 1
    assert waiting.approvals == [{"name": "Vertigem das Alturas", "relevance": 0.85, "explanation": "Do alto"}]
    assert {name for name in after if after[name] != before[name]} == {"curation_runs"}
    approved = curate(seeded, *arguments, "--approve-new-subsentiments", **environment)
    assert (approved.status, len(models.asked["gemini"])) == (0, asked)
    assert value(seeded, "SELECT main_sentiment_id FROM sub_sentiments WHERE name = 'Vertigem das Alturas'") == 17
    assert whole(seeded, last_run(seeded)["movie_id"])
