"""What is generated from the manifest is committed as it is generated, and its readers accept it."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from built_services import MANIFEST, ROOT, SERVICES, name_of
from psycopg2.extensions import parse_dsn

from suite.environment import load_environment
from suite_ops.database.migrate import find_targets
from suite_ops.deployment.setup import EXTRAS
from suite_ops.generate.alerts import CASES, RULES
from suite_ops.generate.command import differences
from suite_ops.generate.files import generated_files
from suite_ops.manifest import ManifestService
from suite_ops.settings import load_ops_settings
from suite_testing.tools import require_tool
from workspace_api.settings import Settings

FILES = generated_files(MANIFEST)
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
COMPOSE = sorted((ROOT / "compose").glob("*.yaml"))
HIGHEST_EXPOSURE = 3.0


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    return output


def test_committed_files_are_the_generated_ones() -> None:
    assert list(differences(ROOT, FILES)) == []


def test_a_changed_and_a_left_over_file_are_found(tmp_path: Path) -> None:
    (tmp_path / "compose").mkdir()
    (tmp_path / "compose" / "old.yaml").write_text("left over")
    (tmp_path / "compose" / "Dockerfile").write_text("changed")
    found = set(differences(tmp_path, FILES))
    assert found == set(FILES) | {"compose/old.yaml"}


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_image_can_have_every_extra_that_a_machine_can(extra: str) -> None:
    lock = f"requirements-{extra}.lock"
    assert (ROOT / lock).is_file()
    assert f"!{lock}" in FILES["compose/Dockerfile.dockerignore"].splitlines()
    copied = re.search(r"^COPY (.*) \./$", FILES["compose/Dockerfile"], re.MULTILINE)
    assert copied and lock in copied[1].split()
    assert "${IMAGE_EXTRAS:-}" in FILES["compose/apis.yaml"]


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_generated_file_holds_a_secret_or_a_path_of_this_machine(name: str) -> None:
    assert str(ROOT) not in FILES[name]
    given = re.findall(r"(?i)(?:password|secret|token): *(\S+)", FILES[name])
    assert [value for value in given if not value.startswith("${")] == []


def test_nginx_accepts_the_gateway(tmp_path: Path) -> None:
    text = (ROOT / "deploy" / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("/run/colmeia-gateway", f"{tmp_path}/nginx").replace("/var/lib/nginx/", f"{tmp_path}/")
    (tmp_path / "nginx.conf").write_text(text, encoding="utf-8")
    run(require_tool("nginx"), "-t", "-q", "-c", tmp_path / "nginx.conf")


@pytest.mark.parametrize("name", ["Caddyfile", "container.Caddyfile"])
def test_caddy_accepts_the_gateway(name: str) -> None:
    caddyfile = ROOT / "deploy" / "caddy" / name
    run(require_tool("caddy"), "validate", "--adapter", "caddyfile", "--config", caddyfile)
    run(require_tool("caddy"), "fmt", "--diff", caddyfile)


@pytest.fixture(scope="module")
def installed_units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units as on a host where the suite is installed below a folder of the test."""
    folder = tmp_path_factory.mktemp("units")
    python = folder / "colmeia" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/colmeia", str(folder / "colmeia"))
        (folder / unit.name).write_text(text, encoding="utf-8")
    return folder


def test_systemd_accepts_the_units(installed_units: Path) -> None:
    analyze = require_tool("systemd-analyze")
    output = run(analyze, "verify", "--man=no", *(installed_units / unit.name for unit in UNITS))
    assert "colmeia" not in output


def test_units_start_nothing_that_a_bare_debian_lacks() -> None:
    lines = [line for unit in UNITS for line in unit.read_text().splitlines() if line.startswith("Exec")]
    programs = {line.partition("=")[2].split()[0] for line in lines}
    # nginx comes with the package that the unit is for.
    assert programs == {"/bin/sh", "/opt/colmeia/.venv/bin/python", "/usr/sbin/nginx"}


@pytest.mark.parametrize("unit", [unit.name for unit in UNITS if unit.suffix == ".service"])
def test_a_unit_is_hardly_exposed(installed_units: Path, unit: str) -> None:
    output = run(require_tool("systemd-analyze"), "security", "--offline=true", "--no-pager", installed_units / unit)
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", output)
    assert level is not None and float(level[1]) <= HIGHEST_EXPOSURE


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_a_service_is_in_every_kind_of_file(service: ManifestService) -> None:
    apis = yaml.safe_load(FILES["compose/apis.yaml"])["services"]
    stack = yaml.safe_load(FILES["compose/stack.yaml"])["services"]
    names = {service.id} | ({f"{service.id}-worker"} if service.worker else set())
    assert names <= set(apis) and names <= set(stack)
    assert {f"deploy/systemd/colmeia-{name}.service" for name in names} <= set(FILES)
    assert all(apis[name]["command"][:4] == ["python", "-m", "suite_ops", "launch"] for name in names)


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_a_container_gets_no_other_services_secrets(service: ManifestService) -> None:
    given = yaml.safe_load(FILES["compose/apis.yaml"])["services"][service.id]["environment"]
    others = {f"APP_{entry.schema.upper()}_DB_PASSWORD" for entry in SERVICES if entry.schema and entry != service}
    assert not others & set(given)
    assert "FRONTEND_APPS_DB_SUPERPASS" not in given


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_a_container_has_bounds_and_no_public_port(path: Path) -> None:
    for name, container in yaml.safe_load(path.read_text(encoding="utf-8"))["services"].items():
        public = {"stack.yaml", "tls.yaml"}
        for port in container.get("ports", []) if path.name not in public else []:
            assert port.startswith(("127.0.0.1:", "${GATEWAY_ADDRESS:-127.0.0.1}:")), name
        assert "privileged" not in container


def test_the_image_has_every_migration() -> None:
    """Services of containers wait for what `prepare` did not make, without an end."""
    last = FILES["compose/Dockerfile"].rpartition("\nFROM ")[2]
    copied = set(re.findall(r"^COPY (\S+) \1$", last, re.MULTILINE))
    let_in = FILES["compose/Dockerfile.dockerignore"].splitlines()
    assert find_targets(MANIFEST)
    for target in find_targets(MANIFEST):
        folder = target.migrations.directory.relative_to(ROOT)
        [source] = {str(parent) for parent in folder.parents} & copied
        assert f"!{source}" in let_in


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_a_compose_file_stands_on_its_own(path: Path) -> None:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name, container in document["services"].items():
        assert set(container.get("depends_on", ())) <= set(document["services"]), name
        networks = container.get("networks", ())
        assert set(networks) <= set(document.get("networks", ())), name
        mounted = [volume for volume in container.get("volumes", ()) if isinstance(volume, str)]
        named = {volume.partition(":")[0] for volume in mounted if volume[0] not in "./"}
        assert named <= set(document.get("volumes", ())), name


@pytest.mark.parametrize("name", ["prometheus.yml", "container.yml"])
def test_prometheus_accepts_its_configuration(name: str) -> None:
    run(require_tool("promtool"), "check", "config", ROOT / "deploy" / "prometheus" / name)


def test_every_alert_fires_and_none_on_a_healthy_suite() -> None:
    promtool, folder = require_tool("promtool"), ROOT / "deploy" / "prometheus"
    run(promtool, "check", "rules", folder / "rules.yml")
    run(promtool, "test", "rules", folder / "rules-test.yml")


def test_every_alert_has_a_test_and_a_runbook() -> None:
    operations = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in operations.splitlines()
        if line.startswith("#")
    }
    assert {case[0] for case in CASES} == {rule["alert"] for rule in RULES}
    assert {rule["annotations"]["runbook"].partition("#")[2] for rule in RULES} <= anchors


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_a_service_and_its_worker_are_scraped(service: ManifestService) -> None:
    jobs = yaml.safe_load(FILES["deploy/prometheus/prometheus.yml"])["scrape_configs"]
    instances = {target["labels"]["instance"] for target in jobs[0]["static_configs"]}
    worker = {f"{service.id}-worker"}
    assert {service.id} <= instances
    assert (worker <= instances) is (service.worker is not None and service.worker_listens)


@pytest.mark.parametrize("service", [one for one in SERVICES if one.worker], ids=name_of)
def test_a_worker_that_is_scraped_listens(service: ManifestService) -> None:
    sources = (ROOT / service.path / "src").rglob("*.py")
    assert any("from suite.workers import Worker" in path.read_text() for path in sources) is service.worker_listens


def test_a_child_may_take_less_memory_than_its_service() -> None:
    given = [
        int(found)
        for path in (ROOT / "services").glob("*/src/**/*.py")
        for found in re.findall(r"memory_mb\W{1,4}(\d+)", path.read_text())
    ]
    assert given
    [most] = {int(found) for name in FILES for found in re.findall(r"^MemoryMax=(\d+)G$", FILES[name], re.M)}
    assert max(given) <= most * 1024 / 2
    units = [text for name, text in FILES.items() if name.endswith("-api.service") or name.endswith("-worker.service")]
    assert all("OOMPolicy=continue" in text for text in units)


def test_what_looks_at_processes_of_other_units_sees_them() -> None:
    assert "ProtectProc=default" in FILES["deploy/systemd/colmeia-health.service"]


def test_nginx_accepts_the_gateway_of_a_host_as_it_is() -> None:
    if os.geteuid() != 0 or not Path("/var/lib/nginx").is_dir():
        pytest.skip("a host with nginx, as root")
    run(require_tool("nginx"), "-t", "-q", "-c", ROOT / "deploy" / "nginx" / "nginx.conf")


@pytest.mark.parametrize("service", [one for one in SERVICES if one.module], ids=name_of)
def test_compose_builds_a_service_anew_when_its_source_is_saved(service: ManifestService) -> None:
    container = yaml.safe_load(FILES["compose/apis.yaml"])["services"][service.id]
    watched = container["develop"]["watch"]
    assert container["build"]
    assert {rule["action"] for rule in watched} == {"rebuild"}
    places = [(ROOT / "compose" / rule["path"]).resolve() for rule in watched]
    assert ROOT / service.path / "src" in places
    assert all(place.exists() for place in places)


def test_every_image_that_compose_names_has_a_reference() -> None:
    given = (ROOT / "config" / "container-images.env").read_text(encoding="utf-8")
    texts = [path.read_text(encoding="utf-8") for path in COMPOSE]
    wanted = {name for text in texts for name in re.findall(r"\$\{(\w+_IMAGE\w*)\}", text)}
    assert [name for name in wanted if not re.search(rf"^{name}=\S+$", given, re.M)] == []


@pytest.mark.parametrize("name", ["gateway.yaml", "tls.yaml"])
def test_services_of_compose_count_the_one_proxy_before_them(name: str) -> None:
    """Whichever gateway is chosen, it is the one hop that services trust by default."""
    assert set(yaml.safe_load(FILES[f"compose/{name}"])["services"]) == {"gateway"}
    for service in SERVICES:
        given = yaml.safe_load(FILES["compose/apis.yaml"])["services"][service.id]["environment"]
        assert "TRUSTED_PROXY_HOPS=${COMPOSE_PROXY_HOPS:-1}" in given


PASSWORD = "a'b\"c$d e=f#g/h@i:j%k?"


def test_a_password_of_any_characters_is_in_no_url_of_compose() -> None:
    """It is a variable of its own everywhere: what means something in a URL would otherwise mean it."""
    for path in COMPOSE:
        assert re.findall(r"://[^\s\"]*\$\{\w*PASS\w*", path.read_text(encoding="utf-8")) == []


def test_services_make_urls_of_passwords_with_any_characters() -> None:
    given = {"FRONTEND_APPS_DB_SUPERPASS": PASSWORD, "APP_WORKSPACE_DB_PASSWORD": PASSWORD}
    environment = load_environment(ROOT, given)
    owner = parse_dsn(load_ops_settings(environment).admin_dsn())
    role = parse_dsn(Settings.from_environment(environment).dsn())
    assert (owner["password"], role["password"]) == (PASSWORD, PASSWORD)
