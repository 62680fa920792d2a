"""Secrets change without an outage and are never shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from suite.database import Database
from suite.environment import find_root, load_environment
from suite.errors import DatabaseUnavailable
from suite_ops.database.bootstrap import prepare_roles
from suite_ops.database.cluster import Cluster
from suite_ops.database.throwaway import prepared_cluster
from suite_ops.deployment.smoke import readable_paths
from suite_ops.environment import rotate_secret
from suite_ops.environment.secrets import set_values
from suite_ops.installation import Installation, load_installation
from suite_ops.manifest import load_manifest
from suite_testing.sample import SampleSettings

SECRET = "s" * 16 + "ecret-of-a-test-" + "x7Kq9"


@pytest.fixture(scope="module")
def prepared() -> Iterator[tuple[Cluster, dict[str, str]]]:
    with prepared_cluster() as (cluster, passwords):
        yield cluster, dict(passwords)


@pytest.fixture
def here(prepared: tuple[Cluster, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An installation whose secrets are in .env.local and of which nothing runs."""
    cluster, passwords = prepared
    for name in ("FRONTEND_APPS_DB_SUPERPASS", "JWT_SECRET", "JWT_SECRET_OLD", "APP_WORKSPACE_DB_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    prepare_roles(cluster.admin_dsn(), {"app_workspace": passwords["app_workspace"]})
    (tmp_path / "services-manifest.json").write_text('{"version":1,"services":[]}')
    (tmp_path / ".env.local").write_text(
        f"# kept\nJWT_SECRET={SECRET}\nAPP_WORKSPACE_DB_PASSWORD={passwords['app_workspace']}\n"
        f"FRONTEND_APPS_DB_SUPERPASS={cluster.password}\n"
    )
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    monkeypatch.setenv("APP_ENV", "test")
    monkeypatch.setenv("AUTH_MODE", "off")
    monkeypatch.setenv("CORS_ORIGIN", "http://localhost:3103")
    monkeypatch.setenv("FRONTEND_APPS_DB_PORT", str(cluster.port))
    return load_installation()


def secrets_of(here: Installation) -> dict[str, str]:
    return dict(load_environment(here.root))


def test_a_token_secret_keeps_the_value_before(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    assert rotate_secret.main(["JWT_SECRET"]) == 0
    values = secrets_of(here)
    assert values["JWT_SECRET_OLD"] == SECRET
    assert values["JWT_SECRET"] != SECRET and len(values["JWT_SECRET"]) >= 32
    shown = capsys.readouterr()
    assert SECRET not in shown.out + shown.err and values["JWT_SECRET"] not in shown.out + shown.err
    assert (here.root / ".env.local").stat().st_mode & 0o777 == 0o600
    assert (here.root / ".env.local").read_text().startswith("# kept\n")


def test_a_second_rotation_waits_for_the_end_of_the_first(here: Installation) -> None:
    assert rotate_secret.main(["JWT_SECRET"]) == 0
    before = secrets_of(here)
    assert rotate_secret.main(["JWT_SECRET"]) == 1
    assert rotate_secret.main(["JWT_SECRET", "--finish"]) == 1
    assert secrets_of(here) == before
    assert rotate_secret.main(["JWT_SECRET", "--finish", "--now"]) == 0
    assert "JWT_SECRET_OLD" not in secrets_of(here)


def test_a_dry_run_changes_nothing(here: Installation) -> None:
    before = (here.root / ".env.local").read_bytes()
    assert rotate_secret.main(["JWT_SECRET", "--dry-run"]) == 0
    assert rotate_secret.main(["APP_WORKSPACE_DB_PASSWORD", "--dry-run"]) == 0
    assert (here.root / ".env.local").read_bytes() == before


def test_a_value_from_elsewhere_is_not_touched(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JWT_SECRET", SECRET)
    assert rotate_secret.main(["JWT_SECRET"]) == 1
    assert "change it there" in capsys.readouterr().err


def test_a_worker_goes_on_with_the_new_password(
    here: Installation, prepared: tuple[Cluster, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SAMPLE_DATABASE_URL", raising=False)
    settings = SampleSettings.from_environment(load_environment(here.root))
    database = Database.from_settings(settings)
    try:
        database.ping()
        assert rotate_secret.main(["APP_WORKSPACE_DB_PASSWORD"]) == 0
        database.pool.close()
        after = Database.from_settings(settings)  # knows the old password only
        after.ping()
        after.close()
    finally:
        database.close()


def test_a_password_that_was_never_right_stays_an_error(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAMPLE_DATABASE_URL", raising=False)
    set_values(here.root / ".env.local", {"APP_WORKSPACE_DB_PASSWORD": "wrong"})
    database = Database.from_settings(SampleSettings.from_environment(load_environment(here.root)))
    with pytest.raises(DatabaseUnavailable), database.driver_connection():
        pass


def test_every_service_that_checks_tokens_has_a_route_to_prove_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUITE_ROOT", raising=False)
    root = find_root(Path(__file__).parent)
    here = Installation(root, load_environment(root), load_installation(root).settings, load_manifest(root))
    proven = [
        service.id
        for service in here.manifest.built()
        if service.module and readable_paths(here, service, protected=True)
    ]
    assert {"workspace-api", "notifications-api", "blog-api"} <= set(proven)
