"""validate-env: every rule, all problems in one run."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from suite_ops.environment import validate_env
from suite_ops.environment.checks.strength import find_weakness
from suite_ops.environment.secrets import all_names

SERVICE = {
    "id": "workspace-api",
    "type": "backend",
    "path": "services/workspace-api",
    "port": 3200,
    "env_prefix": "WORKSPACE",
    "package": "workspace_api",
    "schema": "workspace",
}
PLANNED = {
    "id": "movies-api",
    "type": "backend",
    "path": "services/movies-api",
    "port": 3000,
    "env_prefix": "MOVIES",
    "built": False,
}
STRONG = "kY7-vQ2_pL9xWc4RtZ8mNb3JfHs6DgAe"
PRODUCTION = f"""\
APP_ENV=production
JWT_SECRET={STRONG}
WORKSPACE_DATABASE_PASSWORD={STRONG[::-1]}
CORS_ORIGIN=https://app.example.org
WORKSPACE_AUDIT_KEY={STRONG[5:] + STRONG[:5]}
"""

Check = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository without any variable, also none of the process that runs the tests."""
    for name in os.environ:
        if name not in ("PATH", "HOME", "TMPDIR", "LANG"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    (tmp_path / "services" / "workspace-api").mkdir(parents=True)
    write_manifest(tmp_path, SERVICE, PLANNED)
    return tmp_path


def write_manifest(root: Path, *services: dict[str, object]) -> None:
    manifest = {"version": 1, "services": list(services)}
    (root / "services-manifest.json").write_text(json.dumps(manifest))


@pytest.fixture
def check(root: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Write .env, run validate-env: (exit status, lines that are not [OK])."""

    def run(text: str, *arguments: str) -> tuple[int, list[str]]:
        (root / ".env").write_text(text)
        status = validate_env.main(list(arguments))
        lines = capsys.readouterr().out.splitlines()
        return status, [line for line in lines[:-1] if not line.startswith("[OK]")]

    return run


def test_a_complete_production_environment_is_clean(check: Check) -> None:
    assert check(PRODUCTION) == (0, [])


def test_every_used_variable_has_a_line_and_there_is_a_summary(
    root: Path, check: Check, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / ".env").write_text(PRODUCTION)
    validate_env.main([])
    lines = capsys.readouterr().out.splitlines()
    assert "[OK] JWT_SECRET: from .env:2" in lines
    assert lines[-1] == "6 ok, 0 warnings, 0 errors"


def test_all_problems_come_in_one_run(check: Check) -> None:
    status, lines = check("APP_ENV=test\nAUTH_MODE=off\nWORKSPACE_PORT=32oo\nDB_PREPARE=x\nbroken\nA=${B}\n")
    assert status == 1
    assert lines == [
        "[FAIL] .env:5: not a NAME=value line",
        "[FAIL] .env:6: A refers to B, which is not set",
        '[FAIL] DB_PREPARE: "x" is neither true nor false (from .env:4)',
        '[FAIL] WORKSPACE_PORT: "32oo" is not a port (from .env:3)',
    ]


def test_nothing_in_a_file_is_executed(root: Path, check: Check) -> None:
    check(f"APP_ENV=test\nAUTH_MODE=off\nA=$(touch {root}/made)\nB=`touch {root}/made`\n")
    assert not (root / "made").exists()


def test_the_sample_in_production_lists_every_weak_value(check: Check) -> None:
    status, lines = check("".join(f"{name}=change_me\n" for name in all_names()), "--env", "production")
    assert status == 1
    for name in all_names():
        assert any(line.startswith(f"[FAIL] {name}: is a sample value") for line in lines)
    assert "[FAIL] CORS_ORIGIN: missing (required in production)" in lines


def test_weak_secrets_only_warn_in_development_and_strict_makes_errors(check: Check) -> None:
    text = "APP_ENV=development\nJWT_SECRET=short\nWORKSPACE_DATABASE_URL=postgresql://u:password@h/d\n"
    status, lines = check(text)
    assert status == 2
    assert lines == [
        "[WARN] JWT_SECRET: has 5 characters, 32 are needed (from .env:2)",
        "[WARN] WORKSPACE_DATABASE_URL: is a sample value (from .env:3)",
    ]
    assert check(text, "--strict") == (1, lines)


@pytest.mark.parametrize(
    ("name", "secret", "weakness"),
    [
        ("JWT_SECRET", "change_me_please", "is a sample value"),
        ("JWT_SECRET", "movies_dev_password", "is a sample value"),
        ("JWT_SECRET", STRONG[:31], "has 31 characters, 32 are needed"),
        ("JWT_SECRET", "ab" * 16, "repeats few characters"),
        ("JWT_SECRET", "abcdefgh" * 4, "repeats few characters"),
        ("APP_BLOG_DB_PASSWORD", "correcthorse20261", "is a word with digits"),
        ("APP_BLOG_DB_PASSWORD", STRONG[:15], "has 15 characters, 16 are needed"),
        ("APP_BLOG_DB_PASSWORD", STRONG[:16], None),
        ("BLOG_DATABASE_REPLICA_URL", STRONG[:15], "has 15 characters, 16 are needed"),
        ("JWT_SECRET", STRONG, None),
    ],
)
def test_guessable_secrets_are_recognised(name: str, secret: str, weakness: str | None) -> None:
    assert find_weakness(name, secret) == weakness


def test_production_wants_listed_https_origins(check: Check) -> None:
    text = PRODUCTION.replace("https://app.example.org", "*,http://localhost:3103,https://a.org/path,https://ok.org")
    status, lines = check(text)
    assert status == 1
    assert lines == [
        '[FAIL] CORS_ORIGIN: "https://a.org/path" is not an origin (scheme://host, without a path)',
        "[FAIL] CORS_ORIGIN: * lets every site call",
        "[FAIL] CORS_ORIGIN: http://localhost:3103 is not https",
    ]


def test_development_may_call_from_anywhere(check: Check) -> None:
    assert check("APP_ENV=development\nAUTH_MODE=off\nCORS_ORIGIN=*\nMETRICS_ACCESS=open\n") == (0, [])


def test_open_doors_in_production(check: Check) -> None:
    status, lines = check(PRODUCTION + "AUTH_MODE=off\nDISABLE_CORS=true\nMETRICS_ACCESS=open\nSCRAPE_ALLOW_HOSTS=x\n")
    assert status == 1
    assert [line.split(":")[0] for line in lines] == [
        "[WARN] DISABLE_CORS",
        "[WARN] METRICS_ACCESS",
        "[WARN] SCRAPE_ALLOW_HOSTS",
        "[FAIL] AUTH_MODE",
    ]


def test_a_database_of_ones_own_wants_a_password_of_every_service(check: Check) -> None:
    without = "".join(line for line in PRODUCTION.splitlines(True) if "DATABASE_PASSWORD" not in line)
    line = "[WARN] APP_WORKSPACE_DB_PASSWORD: is not set: workspace-api comes to the database without a password"
    assert line in check(f"{without}SUITE_DB_MODE=external\n")[1]
    assert line not in check(without)[1]
    assert line not in check(f"{PRODUCTION}SUITE_DB_MODE=external\n")[1]
    url = "WORKSPACE_DATABASE_URL=postgresql://app_workspace@db.example.org/frontend_apps\n"
    assert line not in check(f"{without}SUITE_DB_MODE=external\n{url}")[1]


def test_ports_are_unique_over_all_services(check: Check) -> None:
    status, lines = check(PRODUCTION + "WORKSPACE_PORT=3000\n")
    assert (status, lines) == (1, ["[FAIL] MOVIES_PORT: port 3000 is shared by workspace-api, movies-api"])


def test_older_names_contradictions_and_unknown_names_are_warned_of(root: Path, check: Check) -> None:
    (root / ".env.local").write_text("CORS_ORIGIN=https://other.org\n")
    status, lines = check(PRODUCTION + "TRUSTED_PROXIES=1\nWORKSPACE_COLOUR=red\nRATE_LIMT_MAX=3\nEDITOR=vi\n")
    assert status == 2
    assert lines == [
        "[WARN] CORS_ORIGIN: differs: .env:4, .env.local:1 (the last one wins)",
        "[WARN] RATE_LIMT_MAX: nothing reads it; did you mean RATE_LIMIT_MAX? (from .env:8)",
        "[WARN] TRUSTED_PROXIES: older name, write TRUSTED_PROXY_HOPS",
        "[WARN] WORKSPACE_COLOUR: nothing reads it (from .env:7)",
    ]


def test_overriding_a_default_is_no_contradiction(root: Path, check: Check) -> None:
    (root / "config").mkdir()
    (root / "config" / ".env.defaults").write_text("APP_ENV=development\n")
    assert check(PRODUCTION) == (0, [])


def test_the_process_environment_wins(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKSPACE_PORT", "none")
    status, lines = check(PRODUCTION + "WORKSPACE_PORT=3210\n")
    assert (status, lines) == (
        1,
        ['[FAIL] WORKSPACE_PORT: "none" is not a port (from process environment)'],
    )


def test_settings_inside_a_service_folder_are_refused(root: Path, check: Check) -> None:
    (root / "services" / "workspace-api" / ".env").touch()
    status, lines = check(PRODUCTION)
    assert status == 1
    assert lines == ["[FAIL] services/workspace-api/.env: settings live in .env of the repository root"]


def test_a_service_that_cannot_be_imported_fails(root: Path, check: Check) -> None:
    write_manifest(root, {**SERVICE, "package": "no_such_package"})
    status, lines = check(PRODUCTION)
    assert status == 1
    assert any(line.startswith("[FAIL] workspace-api: cannot import no_such_package.settings") for line in lines)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_secrets_in_tracked_files_fail(root: Path, check: Check) -> None:
    (root / "notes.md").write_text(f"the key is {STRONG}\n")
    (root / "prod.env").write_text(f"OTHER_API_KEY={STRONG[4:]}\nSAMPLE_TOKEN=change_me\n")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "add", "notes.md", "prod.env"], check=True)
    status, lines = check(PRODUCTION)
    assert status == 1
    assert lines == [
        "[FAIL] JWT_SECRET: its value stands in notes.md, which git tracks; renew it",
        "[FAIL] OTHER_API_KEY: a secret in prod.env:1, which git tracks; renew it",
    ]
    assert not any(STRONG in line for line in lines)


def test_the_report_as_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / ".env").write_text(PRODUCTION + "AUTH_MODE=off\n")
    assert validate_env.main(["--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert report["summary"] == {"ok": 6, "warn": 0, "fail": 1}
    assert {"level": "FAIL", "variable": "AUTH_MODE", "text": "off is refused in production"} in report["findings"]


@pytest.mark.parametrize("line", ["", "WORKSPACE_AUDIT_KEY="])
def test_production_is_told_that_its_audit_chain_has_no_key(check: Check, line: str) -> None:
    without = "".join(kept for kept in PRODUCTION.splitlines(keepends=True) if "AUDIT_KEY" not in kept)
    status, lines = check(without + line + "\n")
    assert status == 2
    assert any(told.startswith("[WARN] WORKSPACE_AUDIT_KEY: is not set") for told in lines)
    assert check(without.replace("production", "development") + line + "\n")[0] == 0
