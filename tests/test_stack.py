"""The stack for Swarm is whole: what it names is there, secrets are files, and the pooler accepts what it is given."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from built_services import MANIFEST, ROOT

from suite.environment import load_environment
from suite_ops.generate.files import generated_files
from suite_testing.databases import TestCluster
from suite_testing.pgbouncer_server import served_by
from suite_testing.tools import require_tool

FILES = generated_files(MANIFEST)
STACK: dict[str, Any] = yaml.safe_load(FILES["compose/stack.yaml"])
SERVICES: dict[str, dict[str, Any]] = STACK["services"]
CREDENTIAL = re.compile(
    r".*(PASSWORD|SUPERPASS|SECRET|SECRET_OLD|SECRET_ACCESS_KEY|API_KEYS?|AUDIT_KEY|HASH_KEY|SEARCH_KEY|BACKUP_KEY"
    r"|TOKENS?|DSN|OTLP_HEADERS|DATABASE_URL|REPLICA_URL)"
)


def test_the_stack_brings_what_services_need() -> None:
    assert {"postgres", "redis", "pgbouncer", "prepare", "backup", "base-backup", "wal-archive"} <= set(SERVICES)
    assert SERVICES["prepare"]["deploy"]["mode"] == "replicated-job"


@pytest.mark.parametrize("name", ["prepare", "backup", "base-backup", "wal-archive"])
def test_what_serves_nobody_is_not_ended_as_unhealthy(name: str) -> None:
    assert SERVICES[name]["healthcheck"] == {"disable": True}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_a_service_of_the_stack_names_is_declared(name: str) -> None:
    service = SERVICES[name]
    assert set(service.get("secrets", ())) <= set(STACK["secrets"])
    assert {config["source"] for config in service.get("configs", ())} <= set(STACK["configs"])
    named = [volume for volume in service.get("volumes", ()) if isinstance(volume, str)]
    assert {volume.partition(":")[0] for volume in named} <= set(STACK["volumes"])
    assert set(service["networks"]) <= set(STACK["networks"])
    # Refused by Swarm, or passed over in silence.
    assert not {"develop", "build", "depends_on", "restart", "profiles", "mem_limit", "tmpfs"} & set(service)


@pytest.mark.parametrize("name", [service.id for service in MANIFEST.built() if service.module])
def test_a_service_that_is_read_only_may_write_to_its_folder(name: str) -> None:
    assert SERVICES[name]["read_only"]
    in_memory = [volume["target"] for volume in SERVICES[name]["volumes"] if volume["type"] == "tmpfs"]
    assert in_memory == ["/app/var", "/tmp"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_secret_is_in_the_description_of_a_container(name: str) -> None:
    variables = [entry.partition("=")[0] for entry in SERVICES[name].get("environment", ())]
    assert [variable for variable in variables if CREDENTIAL.fullmatch(variable)] == []


def test_credentials_of_collectors_and_providers_are_secrets_of_every_service_that_reads_them() -> None:
    assert {"OTEL_EXPORTER_OTLP_HEADERS", "SENTRY_DSN"} <= set(SERVICES["workspace-api"]["secrets"])
    assert {"TMDB_API_KEY", "REDIS_PASSWORD", "JWT_SECRET_OLD"} <= set(SERVICES["movies-api"]["secrets"])
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" in SERVICES["workspace-api"]["environment"]


@pytest.mark.parametrize("service", [one for one in MANIFEST.built() if one.schema], ids=lambda one: one.id)
def test_a_service_of_the_stack_gets_its_own_secrets_and_no_others(service: Any) -> None:
    passwords = {name for name in SERVICES[service.id]["secrets"] if name.endswith("_DB_PASSWORD")}
    assert passwords <= {f"APP_{service.schema.upper()}_DB_PASSWORD", "APP_BUS_DB_PASSWORD"}
    assert "FRONTEND_APPS_DB_SUPERPASS" not in SERVICES[service.id]["secrets"]


def test_configurations_that_the_stack_mounts_exist() -> None:
    for config in STACK["configs"].values():
        assert str((Path("compose") / config["file"]).as_posix()).replace("compose/../", "").replace("compose/./", "")
        path = (ROOT / "compose" / config["file"]).resolve()
        assert path.relative_to(ROOT).as_posix() in FILES


def test_every_image_has_a_reference() -> None:
    given = (ROOT / "config" / "container-images.env").read_text(encoding="utf-8")
    wanted = {name for service in SERVICES.values() for name in re.findall(r"\$\{(\w+_IMAGE\w*)\}", service["image"])}
    assert wanted
    assert [name for name in wanted if not re.search(rf"^{name}=\S+$", given, re.M)] == []


def test_secrets_of_the_swarm_are_read_from_their_files(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "JWT_SECRET").write_text("${not} expanded, $and $(not) run\n")
    (secrets / "pgbouncer_users").write_text("not a variable")
    (secrets / "SMTP_PASSWORD").write_text("\n")
    (tmp_path / ".env").write_text("JWT_SECRET=from a file of the repository\nLOG_LEVEL=info\n")
    environment = load_environment(tmp_path, {"SUITE_SECRETS_DIR": str(secrets)})
    assert environment["JWT_SECRET"] == "${not} expanded, $and $(not) run"
    assert environment["LOG_LEVEL"] == "info"
    assert not {"pgbouncer_users", "SMTP_PASSWORD"} & set(environment)
    above = load_environment(tmp_path, {"SUITE_SECRETS_DIR": str(secrets), "JWT_SECRET": "of the process"})
    assert above["JWT_SECRET"] == "of the process"


@pytest.mark.parametrize(("password", "written"), [("a'b\"c$d e=f#g", "a'b\"c$d e=f#g"), ('a$b"c', "'a$b\"c'")])
def test_the_secrets_that_operations_makes_are_those_of_the_stack(tmp_path: Path, password: str, written: str) -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    block = re.search(r"```bash\n(   install -d .*?)```", text, re.S)
    assert block is not None
    names = [name for name in STACK["secrets"] if name not in ("pgbouncer_users", "OTEL_EXPORTER_OTLP_HEADERS")]
    lines = [f"{name}={written if name == 'FRONTEND_APPS_DB_SUPERPASS' else name.lower()}" for name in names]
    (tmp_path / ".env.local").write_text("\n".join(["# a comment", *lines, "LOG_LEVEL=info", ""]))
    (tmp_path / "compose").mkdir()
    (tmp_path / "compose" / "stack.yaml").write_text(FILES["compose/stack.yaml"])
    subprocess.run(["bash", "-euc", block[1]], cwd=tmp_path, check=True)
    made = tmp_path / "var" / "secrets"
    assert set(STACK["secrets"]) <= {path.name for path in made.iterdir()}
    assert (made / "FRONTEND_APPS_DB_SUPERPASS").read_text() == password
    assert (made / "OTEL_EXPORTER_OTLP_HEADERS").read_text() == "\n"
    assert {path.stat().st_mode & 0o077 for path in (made, *made.iterdir())} == {0}


def test_the_pooler_of_the_stack_lets_roles_in_by_their_own_passwords(test_cluster: TestCluster) -> None:
    require_tool("pgbouncer")
    with served_by(FILES["compose/pgbouncer.ini"], test_cluster) as answer:
        assert answer("app_workspace") == "app_workspace"


def test_swarm_reads_the_stack(tmp_path: Path) -> None:
    """Its interpolation, types and references, as `docker stack deploy` reads them."""
    images = (ROOT / "config" / "container-images.env").read_text(encoding="utf-8")
    given = dict(re.findall(r"^(\w+)=(\S+)$", images, re.M))
    command = [require_tool("docker"), "stack", "config", "-c", "compose/stack.yaml"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **given}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    read = yaml.safe_load(done.stdout)["services"]
    assert set(read) == set(SERVICES)
    assert {read[service.id]["deploy"]["replicas"] for service in MANIFEST.built() if service.module} == {2}
