"""service-manifest.sh: output and exit status of every call."""

import json
from pathlib import Path

import pytest

from suite_ops.service_manifest import USAGE, main

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def in_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUITE_ROOT", str(ROOT))


@pytest.mark.parametrize("argv", [[], ["-h"], ["--help"]])
def test_usage(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 0
    assert capsys.readouterr() == (f"{USAGE}\n", "")


def test_list_is_tab_separated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ID\tType\tPath\tPort\tWorkspace\tManaged"
    assert "workspace-api\tbackend\tservices/workspace-api\t3200\ttrue\tinternal" in lines
    assert "gateway\tinfra\tdeploy/nginx\t8080\tfalse\tinternal" in lines


def test_list_leaves_a_missing_port_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = {"id": "loader", "type": "tools", "path": "tools/loader", "port": None}
    (tmp_path / "services-manifest.json").write_text(json.dumps({"version": 1, "services": [entry]}))
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    assert main(["list"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "loader\ttools\ttools/loader\t\tfalse\tinternal"


def test_get_is_the_entry_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["get", "workspace-api"]) == 0
    text = capsys.readouterr().out
    assert json.loads(text)["module"] == "workspace_api.wsgi:app"
    assert text.startswith('{\n  "id": "workspace-api",\n')


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("workspace-api", "schema", "workspace"),
        ("workspace-api", "port", "3200"),
        ("workspace-api", "workspace", "true"),
        ("workspace-api", "build", "null"),
        ("workspace-api", "metrics", '{"path":"/metrics","service_label":"workspace-api"}'),
        ("docs-api", "id", "documentation-api"),
    ],
)
def test_get_field_is_the_bare_value(name: str, field: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["get", name, "--field", field]) == 0
    assert capsys.readouterr().out == f"{value}\n"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["get", "nobody"], "Service 'nobody' not found in manifest."),
        (["get", "blog-api", "--field", "colour"], "Field 'colour' not present on service 'blog-api'."),
        (["get"], "Missing service id for get command."),
        (["get", "blog-api", "--field"], "Missing value for --field option."),
        (["remove"], f"Unknown command 'remove'.\n{USAGE}"),
    ],
)
def test_errors_go_to_stderr(argv: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 1
    assert capsys.readouterr() == ("", f"{message}\n")


def test_a_broken_manifest_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "services-manifest.json"
    path.write_text("{")
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    assert main(["list"]) == 1
    assert capsys.readouterr().err.startswith(f"Failed to load manifest at {path}: Expecting property name")
