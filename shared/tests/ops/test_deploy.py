"""A deployment that does not work leaves the version before in place."""

import subprocess
from pathlib import Path

import pytest

from suite_ops.deployment import deploy
from suite_ops.deployment.deploy import DeployError
from suite_ops.installation import Installation, load_installation


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """A repository with two commits, the first of which is checked out."""
    (tmp_path / "services-manifest.json").write_text('{"version":1,"services":[]}')
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "setup-local.sh").write_text("#!/bin/sh\n! test -e broken\n")
    (tmp_path / "scripts" / "setup-local.sh").chmod(0o755)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.email", "nobody@localhost")
    git(tmp_path, "config", "user.name", "nobody")
    for name in ("first", "second"):
        (tmp_path / "version").write_text(name)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "-m", name)
        git(tmp_path, "tag", name)
    (tmp_path / "broken").touch()
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "cannot be installed")
    git(tmp_path, "tag", "broken")
    git(tmp_path, "checkout", "-q", "first")
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    monkeypatch.setenv("APP_ENV", "test")
    monkeypatch.delenv("SUITE_PYTHON", raising=False)
    return load_installation()


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def version(here: Installation) -> str:
    return (here.root / "version").read_text()


def tools(monkeypatch: pytest.MonkeyPatch, failing: str | None = None) -> list[tuple[str, str]]:
    """Record the tools that are called, with the version that was checked out; one of them may fail."""
    called: list[tuple[str, str]] = []

    def tool(here: Installation, *words: str) -> None:
        called.append((words[0], version(here)))
        if words[0] == failing and version(here) == "second":
            raise DeployError(f"{failing} failed with status 1")

    monkeypatch.setattr(deploy, "_tool", tool)
    return called


def test_a_deployment_goes_step_by_step_in_the_new_version(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    called = tools(monkeypatch)
    assert deploy.main(["--to", "second"]) == 0
    steps = ["validate-env", "deploy", "migrate", "rolling-restart"]
    assert called == [(step, "second") for step in steps]
    assert version(here) == "second"


@pytest.mark.parametrize("failing", ["validate-env", "deploy", "migrate"])
def test_a_step_that_fails_before_the_restart_restarts_nothing(
    here: Installation, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    called = tools(monkeypatch, failing)
    assert deploy.main(["--to", "second"]) == 1
    assert version(here) == "first"
    assert "rolling-restart" not in dict(called)


def test_a_restart_that_fails_is_followed_by_one_of_the_version_before(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = tools(monkeypatch, "rolling-restart")
    assert deploy.main(["--to", "second"]) == 1
    assert called[-2:] == [("rolling-restart", "second"), ("rolling-restart", "first")]
    assert version(here) == "first"


def test_a_failed_smoke_test_goes_back(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    called = tools(monkeypatch)
    monkeypatch.setattr(deploy, "smoke_problems", lambda *_: ["workspace-api /readyz: 503"])
    assert deploy.main(["--to", "second"]) == 1
    assert called[-1] == ("rolling-restart", "first")


def test_a_version_that_cannot_be_installed_is_left(here: Installation) -> None:
    git(here.root, "checkout", "-q", "second")
    assert deploy.main(["--to", "broken"]) == 1
    assert not (here.root / "broken").exists()


def test_a_python_that_is_named_needs_no_installation(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUITE_PYTHON", "/usr/bin/python3")
    called = tools(monkeypatch)
    assert deploy.main(["--to", "broken"]) == 0
    assert called[-1] == ("rolling-restart", "second")


def test_changes_in_the_working_tree_are_not_overwritten(
    here: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    (here.root / "version").write_text("edited")
    assert deploy.main(["--to", "second"]) == 1
    assert "has changes" in capsys.readouterr().err
    assert version(here) == "edited"


def test_an_unknown_revision_is_named(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy.main(["--to", "nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_a_rollback_returns_to_what_was_replaced_and_back(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    called = tools(monkeypatch)
    assert deploy.main(["--to", "second"]) == 0
    called.clear()
    assert deploy.main(["--rollback"]) == 0
    assert called == [(step, "first") for step in ("validate-env", "migrate", "rolling-restart")]
    assert version(here) == "first"
    assert deploy.main(["--rollback"]) == 0
    assert version(here) == "second"


def test_a_rollback_that_the_schema_does_not_allow_changes_nothing(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools(monkeypatch)
    assert deploy.main(["--to", "second"]) == 0

    def refuse(here: Installation, *words: str) -> None:
        if words[0] == "migrate":
            raise DeployError("migrate failed with status 3")

    monkeypatch.setattr(deploy, "_tool", refuse)
    assert deploy.main(["--rollback"]) == 1
    assert version(here) == "second"


def test_without_a_deployment_there_is_no_way_back(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy.main(["--rollback"]) == 1
    assert "no deployment with --to is on record" in capsys.readouterr().err


def test_a_check_of_a_revision_reads_that_revision(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[tuple[str, str]] = []

    def step(name: str, command: object, folder: Path | None = None, variables: object = None) -> None:
        assert folder is not None
        looked.append((name, (folder / "version").read_text()))

    monkeypatch.setattr(deploy, "_step", step)
    assert deploy.main(["--to", "second", "--check"]) == 0
    assert looked == [("validate-env", "second"), ("deploy", "second")]
    assert version(here) == "first"
    assert git(here.root, "worktree", "list").count("\n") == 0


def test_a_check_of_a_revision_that_is_not_fit_fails(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def step(name: str, command: object, folder: Path | None = None, variables: object = None) -> None:
        raise DeployError(f"{name} failed with status 1")

    monkeypatch.setattr(deploy, "_step", step)
    assert deploy.main(["--to", "second", "--check"]) == 1


def test_two_deployments_do_not_meet(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called = tools(monkeypatch)
    with deploy.alone(here):
        assert deploy.main(["--to", "second"]) == 1
    assert "another deployment is under way" in capsys.readouterr().err
    assert called == []
