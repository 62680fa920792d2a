"""What a repository of this kind has: the workflow runs what a laptop runs, and what the files name is there."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from built_services import MANIFEST, ROOT
from proof.host.container import FOLDER, container_steps

from suite_testing.tools import require_tool

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
DEVCONTAINER = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_the_workflow_calls_what_ci_calls_on_the_oldest_and_the_newest_python() -> None:
    [job] = read(".github/workflows/ci.yml")["jobs"].values()
    assert any(".ci/run" in step.get("run", "") for step in job["steps"])
    oldest, newest = job["strategy"]["matrix"]["python"]
    assert f'requires-python = ">={oldest}"' in (ROOT / "shared" / "pyproject.toml").read_text(encoding="utf-8")
    assert f"PYTHON_IMAGE=python:{newest}-slim" in (ROOT / "config" / "container-images.env").read_text(
        encoding="utf-8"
    )


def test_the_workflow_is_what_github_understands() -> None:
    done = subprocess.run([require_tool("actionlint"), "-no-color"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_commit_is_checked_as_ci_checks_it() -> None:
    [hook] = [hook for repository in read(".pre-commit-config.yaml")["repos"] for hook in repository["hooks"]]
    assert os.access(ROOT / hook["entry"], os.X_OK)
    assert f"\n{hook['entry']}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", ["onCreateCommand", "postStartCommand"])
def test_the_programs_of_the_development_container_are_there(key: str) -> None:
    program = ROOT / DEVCONTAINER[key]
    assert os.access(program, os.X_OK)
    subprocess.run(["bash", "-n", program], check=True)


def test_the_command_line_of_development_containers_reads_it_as_it_is_meant(tmp_path: Path) -> None:
    # It asks Docker which containers there are already, and nothing else.
    docker = tmp_path / "docker"
    docker.write_text("#!/bin/sh\n")
    docker.chmod(0o755)
    command = [require_tool("devcontainer"), "read-configuration", "--workspace-folder", ROOT, "--docker-path", docker]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    configuration = json.loads(done.stdout)["configuration"]
    folder = f"/workspaces/{ROOT.name}"
    expected = json.dumps(DEVCONTAINER).replace("${containerWorkspaceFolder}", folder)
    assert {name: configuration[name] for name in DEVCONTAINER} == json.loads(expected)


def test_the_development_container_is_tried_with_its_own_commands() -> None:
    scripts = [script for _, script in container_steps()]
    for key in ("onCreateCommand", "postStartCommand"):
        assert f"cd {FOLDER}\n{DEVCONTAINER[key]}" in scripts
    assert len(scripts) == 3 + len(DEVCONTAINER["forwardPorts"])


def test_the_development_container_forwards_every_port() -> None:
    assert set(DEVCONTAINER["forwardPorts"]) >= {service.port for service in MANIFEST.built() if service.port}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_form_asks_for_little_and_says_what_for(form: Path) -> None:
    asked = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= asked.keys()
    assert 3 <= len(asked["body"]) <= 5
    identifiers = [field["id"] for field in asked["body"]]
    assert len(set(identifiers)) == len(identifiers)
    assert all(field["attributes"]["label"] for field in asked["body"])


@pytest.mark.parametrize("page", ["SECURITY.md", ".github/pull_request_template.md"])
def test_the_pages_these_files_name_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for name in ("docs/assurance.md", "CHANGELOG.md", "scripts/check.sh", "scripts/test.sh"):
        assert name not in text or (ROOT / name).is_file()
