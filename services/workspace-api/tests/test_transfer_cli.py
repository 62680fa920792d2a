"""Export and import on the command line: nothing lost, nothing twice, bad rows named and passed over."""

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg2.extensions
import pytest
from workspace_client import Api
from workspace_invariants import assert_story_is_whole, select

from suite.dates import wire_date
from suite.environment import find_root
from suite.ids import now_milliseconds, uuid7
from suite_testing.databases import TestDatabase
from workspace_api.transfer.cli import main

Admin = psycopg2.extensions.connection
Transfer = Callable[..., int]
CREATED_AT = "2025-03-04T05:06:07.089Z"
KEPT = ("id", "title", "description", "category", "priority", "status", "tags", "createdAt", "metadata")
TRICKY_TITLES = (
    "=1+1",
    "'=1+1",
    "''=1+1",
    "'",
    "+55 11",
    "-5",
    "@cell",
    'com "aspas", vírgula; e ponto',
    "linha\nnova\r\ne outra",
    "emoji 🐝 e İ",
    "\\n não é quebra",
)


@pytest.fixture
def environment(database: TestDatabase) -> dict[str, str]:
    return {
        "APP_ENV": "test",
        "AUTH_MODE": "off",
        "WORKSPACE_DATABASE_URL": database.dsn("app_workspace"),
        "WORKSPACE_AUDIT_KEY": "",
    }


@pytest.fixture
def transfer(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Transfer:
    """The command line; answers its exit status."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: object) -> int:
        try:
            return main([str(argument) for argument in arguments])
        except SystemExit as end:
            assert isinstance(end.code, int)
            return end.code

    return run


def row(**fields: Any) -> dict[str, Any]:
    """A row of an import file."""
    return {
        "id": str(uuid4()),
        "title": "Importado",
        "description": "Veio de um arquivo.",
        "category": "dashboard",
        "priority": "low",
        "createdAt": CREATED_AT,
        **fields,
    }


def write_ndjson(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in rows), encoding="utf-8")
    return path


def items_of(api: Api) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = api.get("/api/items?sort=createdAt").get_json()["data"]
    return data


def kept_of(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What an import takes over, in the order of the ids."""
    return sorted(({name: item[name] for name in KEPT} for item in items), key=lambda item: str(item["id"]))


def fill(api: Api) -> list[dict[str, Any]]:
    """Items with everything that may be lost on the way."""
    for number, title in enumerate(TRICKY_TITLES):
        metadata = {"n": number, "f": 0.1, "deep": {"list": [1, None, True, "'="]}, "vazio": ""}
        item = api.create(
            title=title, description=f"{title}\n{title}", tags=["=a", "'b", 'c"d', "é,;"], metadata=metadata
        )
        if number % 2:
            api.patch(f"/api/items/{item['id']}", {"status": "review"})
    api.create(tags=[])
    return items_of(api)


@pytest.mark.parametrize(
    ("export", "load"),
    [
        (["--format", "csv"], ["--format", "csv"]),
        (["--format", "ndjson"], ["--format", "ndjson"]),
    ],
)
def test_what_was_exported_comes_back_as_it_was(
    export: list[str], load: list[str], api: Api, other: Api, admin: Admin, transfer: Transfer, tmp_path: Path
) -> None:
    before = fill(api)
    file = tmp_path / "items"
    assert transfer("export", *export, "--user", api.user, "--output", file) == 0
    for item in before:
        api.delete(f"/api/items/{item['id']}")

    assert transfer("import", file, *load, "--user", other.user) == 0

    assert kept_of(items_of(other)) == kept_of(before)
    assert_story_is_whole(admin, other.user)


def test_a_guarded_file_comes_back_without_its_guards(api: Api, other: Api, transfer: Transfer, tmp_path: Path) -> None:
    for title in ("=1+1", "+5", "-5", "@x", "'quoted"):
        api.create(title=title)
    before = items_of(api)
    file = tmp_path / "items.csv"
    transfer("export", "--guarded", "--user", api.user, "--output", file)
    for item in before:
        api.delete(f"/api/items/{item['id']}")
    with file.open(newline="", encoding="utf-8") as opened:
        assert [cells["title"] for cells in csv.DictReader(opened)] == [
            "'=1+1",
            "'+5",
            "'-5",
            "'@x",
            "'quoted",
        ]

    assert transfer("import", file, "--guarded", "--user", other.user) == 0

    assert kept_of(items_of(other)) == kept_of(before)


def test_the_file_of_the_export_route_is_taken_too(api: Api, other: Api, transfer: Transfer, tmp_path: Path) -> None:
    before = fill(api)
    file = tmp_path / "items.csv"
    file.write_bytes(api.get("/api/items/export?raw=true").get_data())
    for item in before:
        api.delete(f"/api/items/{item['id']}")

    assert transfer("import", file, "--user", other.user) == 0

    assert kept_of(items_of(other)) == kept_of(before)


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_importing_twice_writes_nothing_the_second_time(
    form: str, api: Api, transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = fill(api)
    file = tmp_path / "items"
    transfer("export", "--format", form, "--user", api.user, "--output", file)
    capsys.readouterr()

    assert transfer("import", file, "--format", form, "--user", api.user) == 0

    assert capsys.readouterr().err == f"0 created, 0 updated, {len(before)} unchanged, 0 refused\n"
    assert items_of(api) == before


def test_an_item_with_other_values_is_updated(
    api: Api, admin: Admin, transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = api.create()
    file = write_ndjson(tmp_path / "f", [{**item, "title": "Novo título", "status": "completed"}])

    assert transfer("import", file, "--format", "ndjson", "--user", api.user) == 0

    assert capsys.readouterr().err == "0 created, 1 updated, 0 unchanged, 0 refused\n"
    after = api.get(f"/api/items/{item['id']}").get_json()["data"]
    assert (after["title"], after["status"], after["version"]) == ("Novo título", "completed", 2)
    assert_story_is_whole(admin, api.user)


def test_a_deleted_item_comes_back_and_its_history_goes_on(
    api: Api, admin: Admin, transfer: Transfer, tmp_path: Path
) -> None:
    item = api.create()
    api.delete(f"/api/items/{item['id']}")
    file = write_ndjson(tmp_path / "f", [{**item, "status": "review"}])

    assert transfer("import", file, "--format", "ndjson", "--user", api.user) == 0

    after = api.get(f"/api/items/{item['id']}").get_json()["data"]
    assert (after["status"], after["version"], after["createdAt"]) == ("review", 3, item["createdAt"])
    assert_story_is_whole(admin, api.user)


def test_the_local_user_is_the_default(
    database: TestDatabase, admin: Admin, transfer: Transfer, tmp_path: Path
) -> None:
    new = row()

    assert transfer("import", write_ndjson(tmp_path / "f", [new]), "--format", "ndjson") == 0

    rows = select(admin, "SELECT user_id, created_by FROM workspace_items WHERE id = %s", new["id"])
    assert rows == [("00000000-0000-0000-0000-000000000000",) * 2]


def test_id_time_and_status_are_those_of_the_file(api: Api, transfer: Transfer, tmp_path: Path) -> None:
    old, dated = str(uuid4()), uuid7(datetime(2024, 5, 6, 7, 8, 9, 10_000, UTC))
    rows = [row(id=old, status="rejected"), row(id=str(dated), createdAt=None)]
    del rows[1]["createdAt"]

    assert transfer("import", write_ndjson(tmp_path / "f", rows), "--format", "ndjson", "--user", api.user) == 0

    first = api.get(f"/api/items/{old}").get_json()["data"]
    assert (first["createdAt"], first["status"], first["version"]) == (CREATED_AT, "rejected", 2)
    history = api.get(f"/api/items/{old}/history?verify=true").get_json()
    assert [entry["action"] for entry in history["data"]] == ["status_changed", "created"]
    assert history["chain"]["valid"]
    assert api.get(f"/api/items/{dated}").get_json()["data"]["createdAt"] == "2024-05-06T07:08:09.010Z"


FUTURE = now_milliseconds() + timedelta(days=1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": ""}, "title is required"),
        ({"title": 5}, "title must be a string"),
        ({"title": "a\x00b"}, "Text must not contain U+0000 or lone surrogates"),
        ({"priority": "baixa"}, "priority must be one of: low, medium, high, critical"),
        ({"status": "novo"}, "status must be one of: new, review, in-progress, completed, rejected"),
        ({"tags": None}, "tags must be an array of strings"),
        ({"metadata": {"n": 2**60}}, "metadata numbers must be finite and within ±2^53"),
        ({"id": None}, "id must be a UUID"),
        ({"id": "1"}, "id must be a UUID"),
        ({"id": str(uuid7(FUTURE))}, "id is from the future"),
        ({"createdAt": "ontem"}, "createdAt must be an ISO 8601 date-time"),
        ({"createdAt": wire_date(FUTURE)}, "createdAt lies in the future"),
        ({"cor": "azul"}, "Unknown field 'cor'"),
        ({"category": "inventada"}, "category must be one of: documentacao, coleta-dados,"),
        ({"category": 5}, "category is required"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_stored(
    change: dict[str, Any],
    reason: str,
    api: Api,
    admin: Admin,
    transfer: Transfer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = write_ndjson(tmp_path / "rows.ndjson", [row(), row(**change), row()])

    assert transfer("import", file, "--format", "ndjson", "--user", api.user) == 1

    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith(f"{file}:2: {reason}")
    assert told[1:] == ["2 created, 0 updated, 0 unchanged, 1 refused"]
    assert len(items_of(api)) == 2
    assert_story_is_whole(admin, api.user)


def test_a_row_needs_an_id_and_a_time(
    api: Api, transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nameless, timeless = row(), row()
    del nameless["id"], timeless["createdAt"]
    file = write_ndjson(tmp_path / "f", [nameless, timeless])

    assert transfer("import", file, "--format", "ndjson", "--user", api.user) == 1

    told = capsys.readouterr().err.splitlines()
    assert told[:2] == [f"{file}:1: id is required", f"{file}:2: createdAt is required"]


def test_an_id_of_another_user_is_refused(
    api: Api, other: Api, transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = other.create()
    file = write_ndjson(tmp_path / "f", [item, row(), {**item, "title": "another"}])

    assert transfer("import", file, "--format", "ndjson", "--user", api.user) == 1

    assert capsys.readouterr().err.splitlines() == [
        f"{file}:1: The id belongs to an item of another user",
        f"{file}:3: The id belongs to an item of another user",
        "1 created, 0 updated, 0 unchanged, 2 refused",
    ]
    assert other.get(f"/api/items/{item['id']}").get_json()["data"] == item


def test_lines_that_are_no_json_are_named(
    api: Api, transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "f"
    long = json.dumps(row(description="x" * 1_100_000)).encode()
    good = json.dumps(row()).encode()
    file.write_bytes(b"\n".join([b'{"title": ', b"", b"[1]", b'{"title": "\xff"}', long, good]))

    assert transfer("import", file, "--format", "ndjson", "--user", api.user) == 1

    assert capsys.readouterr().err.splitlines() == [
        f"{file}:1: Malformed JSON",
        f"{file}:3: Request body must be a JSON object",
        f"{file}:4: Malformed JSON",
        f"{file}:5: line is longer than 1048576 bytes",
        "1 created, 0 updated, 0 unchanged, 4 refused",
    ]


def test_a_record_without_an_end_is_named_and_the_next_one_is_stored(
    api: Api, transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "id,title,description,category,priority,createdAt"
    good = f"{uuid4()},T,D,dashboard,low,{CREATED_AT}"
    file = tmp_path / "f"
    file.write_text("\n".join([head, "," * 1_100_000, good]), encoding="utf-8")

    assert transfer("import", file, "--user", api.user) == 1

    assert capsys.readouterr().err.splitlines() == [
        f"{file}:2: not CSV: the record is longer than 1048576 characters",
        "1 created, 0 updated, 0 unchanged, 1 refused",
    ]


def test_records_that_are_no_csv_are_named_by_their_first_line(
    api: Api, transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "id,title,description,category,priority,tags,createdAt"
    end = f"dashboard,low,[],{CREATED_AT}"
    lines = [
        head,
        f'{uuid4()},T,"duas\nlinhas",{end}',
        f"{uuid4()},T,curta",
        f'{uuid4()},T,D,dashboard,low,"[1",{CREATED_AT}',
        f'{uuid4()},"a"b,D,{end}',
        f"{uuid4()},\udcff,D,{end}",
        f"{uuid4()},T,D,{end}",
    ]
    file = tmp_path / "f"
    file.write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8", errors="surrogateescape", newline="")

    assert transfer("import", file, "--user", api.user) == 1

    assert capsys.readouterr().err.splitlines() == [
        f"{file}:4: 3 cells instead of 7",
        f"{file}:5: tags is not JSON",
        f"{file}:6: not CSV: ',' expected after '\"'",
        f"{file}:7: Text must not contain U+0000 or lone surrogates",
        "2 created, 0 updated, 0 unchanged, 4 refused",
    ]


@pytest.mark.parametrize("header", ["id,titel", "title,description", "id,title,title", ""])
def test_a_file_with_a_wrong_header_is_not_read(
    header: str, api: Api, transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "f"
    file.write_text(f"{header}\n", encoding="utf-8")

    assert transfer("import", file, "--user", api.user) == 2
    assert "the columns are id,title" in capsys.readouterr().err


def test_missing_categories_are_created_when_asked_for(api: Api, transfer: Transfer, tmp_path: Path) -> None:
    names = ["nova", "outra-nova", "dashboard", "NÃO PODE"]
    file = write_ndjson(tmp_path / "f", [row(category=name) for name in names])

    load = ("import", file, "--format", "ndjson", "--user", api.user, "--create-categories")
    assert transfer(*load) == 1

    assert [item["category"] for item in items_of(api)] != []
    assert sorted(item["category"] for item in items_of(api)) == ["dashboard", "nova", "outra-nova"]
    created = api.get("/api/categories").get_json()["data"][6:]
    assert [(category["name"], category["display_order"]) for category in created] == [
        ("nova", 7),
        ("outra-nova", 8),
    ]


def test_an_item_keeps_a_category_that_was_switched_off(
    api: Api, transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = api.create(category="dashboard")
    api.patch("/api/categories/dashboard/toggle")
    file = write_ndjson(tmp_path / "f", [{**item, "title": "Outro"}, row()])

    assert transfer("import", file, "--format", "ndjson", "--user", api.user) == 1

    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith(f"{file}:2: category must be one of: documentacao")
    assert told[1] == "0 created, 1 updated, 0 unchanged, 1 refused"


def test_a_dry_run_tells_the_same_and_stores_nothing(
    api: Api, admin: Admin, transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = api.create()
    rows = [{**item, "title": "Outro"}, row(category="nova"), row(title=""), item]
    file = write_ndjson(tmp_path / "f", rows)
    before = [api.get("/api/categories").get_json(), items_of(api), api.get("/api/items/changes").get_json()]

    load = ("import", file, "--format", "ndjson", "--user", api.user, "--create-categories")
    assert transfer(*load, "--dry-run") == 1
    told = capsys.readouterr().err.splitlines()
    assert before == [
        api.get("/api/categories").get_json(),
        items_of(api),
        api.get("/api/items/changes").get_json(),
    ]
    assert_story_is_whole(admin, api.user)

    assert transfer(*load) == 1
    assert told[-1] == "dry run, nothing stored: 1 created, 2 updated, 0 unchanged, 1 refused"
    assert capsys.readouterr().err.splitlines()[-1] == "1 created, 2 updated, 0 unchanged, 1 refused"


def test_an_export_can_be_filtered_and_sorted(api: Api, transfer: Transfer, tmp_path: Path) -> None:
    for title, priority, tags in (
        ("b", "low", ["x"]),
        ("a", "high", ["x"]),
        ("c", "high", ["y"]),
        ("d", "low", ["y"]),
    ):
        api.create(title=title, priority=priority, tags=tags)
    file = tmp_path / "f"

    def titles(*arguments: str) -> list[str]:
        common = ("--format", "ndjson", "--user", api.user, "--output", file)
        assert transfer("export", *common, *arguments) == 0
        return [json.loads(line)["title"] for line in file.read_text(encoding="utf-8").splitlines()]

    assert titles() == ["b", "a", "c", "d"]
    assert titles("--sort=-title") == ["d", "c", "b", "a"]
    assert titles("--priority", "high", "--tag", "x") == ["a"]
    assert titles("--created-to", "2020-01-01") == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--priority", "baixa"),
        ("--created-from", "ontem"),
        ("--sort", "cor"),
        ("--user", ""),
        ("--format", "xml"),
    ],
)
def test_an_export_with_a_wrong_option_ends_with_status_2(
    arguments: tuple[str, ...], api: Api, transfer: Transfer, tmp_path: Path
) -> None:
    file = tmp_path / "f"
    assert transfer("export", "--output", file, *arguments) == 2
    assert not file.exists()


def test_an_export_that_fails_leaves_the_old_file(
    api: Api, transfer: Transfer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "f"
    file.write_text("antes", encoding="utf-8")
    monkeypatch.setenv("WORKSPACE_DATABASE_URL", "postgresql://app_workspace@127.0.0.1:1/none")

    assert transfer("export", "--output", file) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["f"]
    assert file.read_text(encoding="utf-8") == "antes"


def test_a_file_that_is_not_there_ends_with_status_1(
    transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert transfer("import", tmp_path / "none") == 1
    assert "No such file" in capsys.readouterr().err


@pytest.fixture
def program(environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """The command line as a process of its own."""
    root = find_root()
    paths = [root / "shared/src", root / "services/workspace-api/src"]
    started = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "workspace_api.transfer", *arguments],
            cwd=root,
            env={**os.environ, **environment, "PYTHONPATH": os.pathsep.join(map(str, paths))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_an_import_that_is_killed_is_completed_by_the_next(
    api: Api, admin: Admin, program: Callable[..., subprocess.Popen[bytes]]
) -> None:
    rows = [row(title=f"Item {number}", status="review") for number in range(700)]
    lines = [json.dumps(item).encode() + b"\n" for item in rows]
    arguments = ("import", "-", "--format", "ndjson", "--user", api.user)

    killed = program(*arguments)
    assert killed.stdin
    killed.stdin.writelines(lines[:500])
    killed.stdin.flush()
    wait_until(lambda: count_items(admin, api.user) >= 200)
    killed.kill()
    killed.wait()
    halfway = count_items(admin, api.user)
    assert 200 <= halfway < 700
    assert_story_is_whole(admin, api.user)

    again = program(*arguments)
    _, told = again.communicate(b"".join(lines))

    assert again.returncode == 0
    assert told.decode() == f"{700 - halfway} created, 0 updated, {halfway} unchanged, 0 refused\n"
    assert kept_of(items_of(api)) == kept_of([{**item, "tags": [], "metadata": {}} for item in rows])
    assert_story_is_whole(admin, api.user)


def wait_until(condition: Callable[[], bool]) -> None:
    """Until the condition holds; a minute is more than any machine needs."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def count_items(admin: Admin, user: str) -> int:
    ((count,),) = select(admin, "SELECT count(*) FROM workspace_items WHERE user_id = %s", user)
    return int(count)


def test_an_export_can_be_piped_into_an_import(
    api: Api, other: Api, program: Callable[..., subprocess.Popen[bytes]]
) -> None:
    before = fill(api)
    exported, _ = program("export", "--user", api.user).communicate()
    for item in before:
        api.delete(f"/api/items/{item['id']}")

    load = program("import", "-", "--user", other.user)
    load.communicate(exported)

    assert load.returncode == 0
    assert kept_of(items_of(other)) == kept_of(before)
    assert all(UUID(item["id"]) for item in items_of(other))


HEAD = ["id", "title", "description", "category", "priority", "status", "tags", "createdAt"]


def table(sign: str, *records: list[str], head: list[str] = HEAD, end: str = "\r\n") -> str:
    return "".join(sign.join(record) + end for record in (head, *records))


def record(title: str = "Ação", tags: str = "a", at: str = CREATED_AT) -> list[str]:
    return [str(uuid4()), title, "Veio de uma planilha.", "dashboard", "low", "review", tags, at]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_of_any_program_is_read(
    encoding: str, sign: str, end: str, api: Api, transfer: Transfer, tmp_path: Path
) -> None:
    file = tmp_path / "f"
    file.write_bytes(table(sign, record("Ação – «ok»"), record("Outra"), end=end).encode(encoding))

    assert transfer("import", file, "--user", api.user) == 0
    assert {item["title"] for item in items_of(api)} == {"Ação – «ok»", "Outra"}


@pytest.mark.parametrize(
    "head",
    [
        [name.upper() for name in HEAD],
        [f" {name} " for name in HEAD],
        ["ID", "Title", "Description", "Category", "Priority", "Status", "Tags", "Created At"],
        [*HEAD[:-1], "created_at"],
        ['"id"', *HEAD[1:]],
    ],
)
def test_a_header_is_read_in_any_case(head: list[str], api: Api, transfer: Transfer, tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_text(table(",", record(), head=head))

    assert transfer("import", file, "--user", api.user) == 0
    assert items_of(api)[0]["createdAt"] == CREATED_AT


def test_what_says_nothing_is_passed_over(
    api: Api, transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = record()[:-2]
    short[0] = str(uuid7(now_milliseconds() - timedelta(days=3)))
    lines = [[*record(), "", ""], [""] * 10, [], short, [*record(), "", "além"]]
    file = tmp_path / "f"
    file.write_text("sep=;\n\n" + table(";", *lines, head=[*HEAD, "", ""]))

    assert transfer("import", file, "--user", api.user) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{file}:8: 10 cells instead of 10",
        "2 created, 0 updated, 0 unchanged, 1 refused",
    ]


@pytest.mark.parametrize(
    ("tags", "read"),
    [
        ("a, b", ["a", "b"]),
        ("a; b ;", ["a", "b"]),
        ("só uma", ["só uma"]),
        ('["a, b", "c"]', ["a, b", "c"]),
        ("[]", []),
        ("  ", []),
    ],
)
def test_tags_may_be_words(tags: str, read: list[str], api: Api, transfer: Transfer, tmp_path: Path) -> None:
    file = tmp_path / "f"
    with file.open("w", newline="") as target:
        csv.writer(target).writerows([HEAD, record(tags=tags)])

    assert transfer("import", file, "--user", api.user) == 0
    assert items_of(api)[0]["tags"] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-03-04 05:06:07", "2025-03-04T05:06:07.000Z"),
        ("2025-03-04", "2025-03-04T00:00:00.000Z"),
        ("2025-03-04T05:06:07+02:00", "2025-03-04T03:06:07.000Z"),
        ("04.03.2025 05:06", "2025-03-04T05:06:00.000Z"),
        ("31/03/2025 5:06:07", "2025-03-31T05:06:07.000Z"),
        ("3/31/2025 5:06", "2025-03-31T05:06:00.000Z"),
        ("04/04/2025", "2025-04-04T00:00:00.000Z"),
        ("45720", "2025-03-04T00:00:00.000Z"),
        ("45720.2125810185", "2025-03-04T05:06:07.000Z"),
        ("45720,5", "2025-03-04T12:00:00.000Z"),
    ],
)
def test_a_date_is_read_as_a_spreadsheet_shows_it(
    written: str, read: str, api: Api, transfer: Transfer, tmp_path: Path
) -> None:
    file = tmp_path / "f"
    file.write_text(table("\t", record(at=written)))

    assert transfer("import", file, "--user", api.user) == 0
    assert items_of(api)[0]["createdAt"] == read


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("04/03/2025", "createdAt 04/03/2025 may be two days: write it as 2025-03-04T05:06:07Z"),
        ("31.02.2025", "createdAt must be an ISO 8601 date-time"),
        ("########", "createdAt must be an ISO 8601 date-time"),
    ],
)
def test_a_date_that_may_be_two_or_none_is_refused(
    written: str, reason: str, api: Api, transfer: Transfer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "f"
    file.write_text(table(";", record(at=written)))

    assert transfer("import", file, "--user", api.user) == 1
    assert capsys.readouterr().err.splitlines()[0] == f"{file}:2: {reason}"


def test_words_of_a_choice_are_read_in_any_case(api: Api, transfer: Transfer, tmp_path: Path) -> None:
    cells = record()
    cells[4:6] = [" High", "In-Progress "]
    file = tmp_path / "f"
    file.write_text(table(";", cells))

    assert transfer("import", file, "--user", api.user) == 0
    assert (items_of(api)[0]["priority"], items_of(api)[0]["status"]) == ("high", "in-progress")


def test_lines_of_json_may_begin_with_a_mark_and_end_like_windows(api: Api, transfer: Transfer, tmp_path: Path) -> None:
    file = tmp_path / "f"
    lines = [json.dumps(row(), ensure_ascii=False) for _ in range(2)]
    file.write_bytes(("\ufeff" + "\r\n".join(lines)).encode())

    assert transfer("import", file, "--format", "ndjson", "--user", api.user) == 0
    assert len(items_of(api)) == 2
