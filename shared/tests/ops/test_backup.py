"""Backups come back to the byte, and damaged ones are refused."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from suite_ops.backup import base, command, restore
from suite_ops.backup.encryption import NotOpened, decrypt_file, encrypt_file
from suite_ops.backup.failures import BackupError
from suite_ops.backup.fingerprints import compare, take_fingerprints
from suite_ops.backup.programs import run_program
from suite_ops.backup.restoration import NEWER_SETTING
from suite_ops.backup.restore_moment import main as restore_moment_main
from suite_ops.backup.restore_moment import restore_moment
from suite_ops.database.account import PostgresError
from suite_ops.database.binaries import Binaries, find_binaries
from suite_ops.database.bootstrap import prepare_database
from suite_ops.database.cluster import Cluster
from suite_ops.database.throwaway import free_port, reachable_folder, throwaway_cluster
from suite_ops.installation import Installation, load_installation
from suite_ops.processes.patience import wait_until
from suite_testing.log_archive import archiving, is_level
from suite_testing.small_suite import forget_environment

KEY = "a key of more than thirty-two characters"
TABLES = """
    CREATE TABLE workspace.notes (id INTEGER GENERATED ALWAYS AS IDENTITY, text TEXT NOT NULL, at TIMESTAMPTZ);
    INSERT INTO workspace.notes (text, at) SELECT 'Ação ' || n, now() FROM generate_series(1, 500) AS n;
    CREATE TABLE workspace.secret (id INTEGER, CONSTRAINT pk_secret PRIMARY KEY (id));
    ALTER TABLE workspace.secret ENABLE ROW LEVEL SECURITY;
    ALTER TABLE workspace.secret FORCE ROW LEVEL SECURITY;
    INSERT INTO workspace.secret SELECT generate_series(1, 20);
    CREATE TABLE blog.posts (id INTEGER, day DATE) PARTITION BY RANGE (day);
    CREATE TABLE blog.posts_2026 PARTITION OF blog.posts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    INSERT INTO blog.posts SELECT n, '2026-05-01' FROM generate_series(1, 30) AS n;
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with throwaway_cluster() as made:
        yield made


@pytest.fixture
def here(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation whose database is filled, in a folder of its own."""
    with installed(cluster, monkeypatch) as made:
        run(made, TABLES)
        yield made


@contextmanager
def installed(cluster: Cluster, monkeypatch: pytest.MonkeyPatch, **variables: str) -> Iterator[Installation]:
    forget_environment(monkeypatch, "BACKUP_")
    name = f"suite_{free_port()}"
    with reachable_folder("suite backup ") as root:
        (root / "services-manifest.json").write_text('{"version":1,"services":[]}')
        given = {
            "SUITE_ROOT": str(root),
            "APP_ENV": "development",
            "FRONTEND_APPS_DB_PORT": str(cluster.port),
            "FRONTEND_APPS_DB_NAME": name,
            "FRONTEND_APPS_DB_SUPERPASS": cluster.password,
            **variables,
        }
        for variable, value in given.items():
            monkeypatch.setenv(variable, value)
        prepare_database(cluster.admin_dsn(), name)
        yield load_installation()


def run(here: Installation, statement: str, database: str | None = None) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(here.settings.admin_dsn(database))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def back_up(capsys: pytest.CaptureFixture[str], *arguments: str) -> Path:
    assert command.main([*arguments]) == 0, capsys.readouterr().err
    return Path(capsys.readouterr().out.strip())


def content(here: Installation) -> dict[str, Any]:
    with closing(psycopg2.connect(here.settings.admin_dsn())) as connection:
        return dict(take_fingerprints(connection))


def test_a_backup_brings_back_exactly_what_was_there(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    before = content(here)
    backup = back_up(capsys)
    run(
        here,
        "UPDATE workspace.notes SET text = 'changed' WHERE id = 7; DELETE FROM workspace.secret; DROP TABLE blog.posts",
    )
    assert restore.main([str(backup), "--replace", "--yes"]) == 0
    assert compare(before, content(here)) == []
    [(kept,)] = run(here, f"SELECT datname FROM pg_database WHERE datname LIKE '{here.settings.database_name}_before%'")
    assert run(here, "SELECT text FROM workspace.notes WHERE id = 7", kept) == [("changed",)]
    rights = "SELECT has_database_privilege('app_blog', current_database(), 'CONNECT'), relforcerowsecurity"
    assert run(here, f"{rights} FROM pg_class WHERE relname = 'secret'") == [(True, True)]


def test_a_dump_is_closed_to_others_whatever_the_umask(here: Installation) -> None:
    before = os.umask(0)
    try:
        assert command.main([]) == 0
        assert command.main(["--physical"]) == 0
    finally:
        os.umask(before)
    written = [path for path in here.settings.backup_folder(here.root).rglob("*") if path.is_file()]
    assert len(written) >= 5
    assert not [path for path in written if path.stat().st_mode & 0o077]
    assert all(path.stat().st_mode & 0o044 for path in (here.root / "var" / "metrics").iterdir())


def test_a_database_that_holds_data_is_not_touched(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    backup = back_up(capsys)
    run(here, "UPDATE workspace.notes SET text = 'newer'")
    assert restore.main([str(backup)]) == 3
    assert "holds data" in capsys.readouterr().err
    assert run(here, "SELECT DISTINCT text FROM workspace.notes") == [("newer",)]


def test_a_new_and_an_empty_database_are_filled(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    backup = back_up(capsys)
    other = f"{here.settings.database_name}_copy"
    assert restore.main([str(backup), "--into", other]) == 0
    assert run(here, "SELECT count(*) FROM workspace.notes", other) == [(500,)]
    run(here, f'CREATE DATABASE "{other}_empty"', "postgres")
    assert restore.main([str(backup), "--into", f"{other}_empty"]) == 0
    names = run(here, f"SELECT datname FROM pg_database WHERE datname LIKE '{other}%' ORDER BY 1")
    assert names == [(other,), (f"{other}_empty",)]


def test_a_server_older_than_the_programs_is_filled_as_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        binaries = find_binaries("system")
    except PostgresError:
        pytest.skip("no PostgreSQL of the system is installed")
    with throwaway_cluster(binaries) as older, installed(older, monkeypatch) as here:
        run(here, TABLES)
        backup = back_up(capsys)
        other = f"{here.settings.database_name}_copy"
        assert restore.main([str(backup), "--into", other]) == 0, capsys.readouterr().err
        assert run(here, "SELECT count(*) FROM workspace.notes", other) == [(500,)]


OLD_SERVER = (
    'pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter "transaction_timeout"'
)
FULL_DISK = "pg_restore: error: could not execute query: ERROR:  could not extend file"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([OLD_SERVER, "Command was: SET transaction_timeout = 0;", "pg_restore: warning: errors ignored: 1"], None),
        ([OLD_SERVER, FULL_DISK], FULL_DISK),
        ([FULL_DISK, OLD_SERVER], FULL_DISK),
        (["Killed"], "Killed"),
        ([], "no output"),
    ],
)
def test_only_what_an_older_server_does_not_know_is_harmless(
    tmp_path: Path, words: list[str], reason: str | None
) -> None:
    (tmp_path / "said").write_text("\n".join(words))
    program = tmp_path / "pg_restore"
    program.write_text(f"#!/bin/sh\ncat '{tmp_path}/said' >&2\nexit 1\n")
    program.chmod(0o755)
    with nullcontext() if reason is None else pytest.raises(BackupError, match=re.escape(f"pg_restore: {reason}")):
        run_program(Binaries(tmp_path, "18.0"), "pg_restore", "", [], harmless=NEWER_SETTING)


def test_one_schema_can_be_backed_up_and_looked_at(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    backup = back_up(capsys, "--schema", "blog")
    assert restore.main([str(backup), "--replace", "--yes"]) == 3
    other = f"{here.settings.database_name}_part"
    assert restore.main([str(backup), "--into", other]) == 0
    assert run(here, "SELECT count(*) FROM blog.posts", other) == [(30,)]
    assert command.main(["--schema", "nowhere"]) == 1


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _swap_size(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [_flip, _cut, _swap_size])
def test_a_damaged_backup_is_refused(here: Installation, capsys: pytest.CaptureFixture[str], damage: Any) -> None:
    backup = back_up(capsys)
    damage(backup)
    assert restore.main([str(backup), "--replace", "--yes"]) == 1
    assert backup.name in capsys.readouterr().err
    assert run(here, "SELECT count(*) FROM workspace.notes") == [(500,)]


def test_a_backup_whose_list_does_not_fit_is_not_called_restored(
    here: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = back_up(capsys)
    description = backup.with_suffix(".json")
    document = json.loads(description.read_text())
    document["tables"]["workspace.notes"]["checksum"] = "1"
    description.write_text(json.dumps(document))
    assert restore.main([str(backup), "--replace", "--yes"]) == 1
    assert "workspace.notes" in capsys.readouterr().err
    leftovers = run(here, f"SELECT datname FROM pg_database WHERE datname LIKE '{here.settings.database_name}_%'")
    assert leftovers == []


def test_a_file_without_its_description_is_no_backup(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    backup = back_up(capsys)
    backup.with_suffix(".json").unlink()
    assert restore.main([str(backup)]) == 1
    assert "unfinished backup" in capsys.readouterr().err


def test_a_failed_backup_leaves_no_file_and_the_old_ones(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = back_up(capsys, "--keep", "1")
    monkeypatch.setenv("FRONTEND_APPS_DB_NAME", "nowhere")
    assert command.main(["--keep", "1"]) == 1
    assert sorted(path.name for path in good.parent.iterdir()) == [good.name, good.with_suffix(".json").name]


def test_old_backups_go_when_a_new_one_is_complete(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    made = [back_up(capsys, "--keep", "2") for _ in range(3)]
    kept = [path for path in made if path.exists()]
    assert kept == made[1:]
    metrics = (here.root / "var" / "metrics" / "backup.prom").read_text()
    assert "tradingsystem_backup_last_success_timestamp_seconds " in metrics


def test_an_encrypted_backup_needs_its_key(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BACKUP_KEY", KEY)
    backup = back_up(capsys)
    assert backup.suffix == ".enc"
    assert "Ação 7".encode() not in backup.read_bytes()
    monkeypatch.setenv("BACKUP_KEY", KEY[::-1])
    assert restore.main([str(backup), "--replace", "--yes"]) == 1
    monkeypatch.delenv("BACKUP_KEY")
    assert restore.main([str(backup), "--replace", "--yes"]) == 1
    monkeypatch.setenv("BACKUP_KEY", KEY)
    assert restore.main([str(backup), "--replace", "--yes"]) == 0


def test_a_short_key_stops_the_tools(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKUP_KEY", "short")
    assert command.main([]) == 1


@pytest.mark.parametrize("size", [0, 1, 1_048_576, 1_048_577, 3 * 1_048_576])
def test_any_size_is_sealed_and_opened(tmp_path: Path, size: int) -> None:
    plain, sealed, opened = (tmp_path / name for name in ("plain", "sealed", "opened"))
    plain.write_bytes(os.urandom(size))
    encrypt_file(plain, sealed, KEY)
    decrypt_file(sealed, opened, KEY)
    assert opened.read_bytes() == plain.read_bytes()


@pytest.mark.parametrize("keep", [slice(0, -1), slice(0, 1_048_576 + 16 + 24), slice(0, 24), slice(1, None)])
def test_a_cut_file_does_not_open(tmp_path: Path, keep: slice) -> None:
    plain, sealed, opened = (tmp_path / name for name in ("plain", "sealed", "opened"))
    plain.write_bytes(os.urandom(2 * 1_048_576))
    encrypt_file(plain, sealed, KEY)
    sealed.write_bytes(sealed.read_bytes()[keep])
    with pytest.raises(NotOpened):
        decrypt_file(sealed, opened, KEY)
    assert not opened.exists()


@pytest.fixture(scope="module")
def archived(cluster: Cluster) -> Iterator[tuple[Installation, datetime]]:
    """A base backup, the log, and the moment between what must come back and what must not."""
    with pytest.MonkeyPatch.context() as patch, installed(cluster, patch) as here:
        run(here, TABLES)
        with archiving(here):
            assert command.main(["--physical"]) == 0
            run(here, "INSERT INTO workspace.notes (text) VALUES ('before')")
            time.sleep(0.05)  # commits are told apart by their time
            moment = datetime.now(UTC)
            time.sleep(0.05)
            run(here, "DELETE FROM workspace.notes; INSERT INTO blog.posts VALUES (99, '2026-06-01')")
            run(here, "SELECT pg_switch_wal(); CREATE TABLE blog.later (id INTEGER); SELECT pg_switch_wal()")
            assert wait_until(lambda: is_level(here), 60)
        yield here, moment


def test_rows_deleted_later_come_back_and_nothing_after(archived: tuple[Installation, datetime]) -> None:
    here, when = archived
    target = here.root / "moment"
    restore_moment(here, when, target)
    restored = Cluster(target, free_port(), here.settings.database_superpass.reveal())  # type: ignore[union-attr]
    restored.start()
    try:
        dsn = restored.admin_dsn(here.settings.database_name)
        with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*), max(text) FROM workspace.notes")
            assert cursor.fetchone() == (501, "before")
            cursor.execute("SELECT count(*), to_regclass('blog.later') FROM blog.posts")
            assert cursor.fetchone() == (30, None)
    finally:
        restored.stop()


def test_a_moment_that_was_not_archived_is_refused(archived: tuple[Installation, datetime]) -> None:
    here, _ = archived
    with pytest.raises(BackupError, match="cannot be reached"):
        restore_moment(here, datetime.now(UTC), here.root / "future")
    assert not (here.root / "future").exists()
    with pytest.raises(BackupError, match="no base backup"):
        restore_moment(here, datetime(2020, 1, 1, tzinfo=UTC), here.root / "past")


def test_a_missing_or_changed_segment_is_refused(archived: tuple[Installation, datetime]) -> None:
    here, when = archived
    log = sorted(path for path in (here.root / "var" / "backups" / "wal").iterdir() if "." not in path.name)
    hidden = log[-2].rename(log[-2].with_suffix(".hidden"))
    try:
        with pytest.raises(BackupError, match=f"gap: {log[-2].name} is missing"):
            restore_moment(here, when, here.root / "gap")
    finally:
        hidden.rename(log[-2])


@pytest.mark.parametrize("name", ["/etc/colmeia", "../colmeia"])
def test_an_archive_that_leads_out_of_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "base.tar.gz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(BackupError, match="leads out of the folder"):
        base._extract(tmp_path / "base.tar.gz", tmp_path / "data")


def test_an_archive_is_unpacked_by_a_python_without_filters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "PG_VERSION").write_text("18")
    with tarfile.open(tmp_path / "base.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "PG_VERSION", "PG_VERSION")
    monkeypatch.delattr(tarfile, "tar_filter", raising=False)
    real = tarfile.TarFile.extractall

    def extractall(archive: tarfile.TarFile, path: Path) -> None:
        with warnings.catch_warnings(action="ignore"):
            real(archive, path)

    monkeypatch.setattr(tarfile.TarFile, "extractall", extractall)
    base._extract(tmp_path / "base.tar.gz", tmp_path / "data")
    assert (tmp_path / "data" / "PG_VERSION").read_text() == "18"


def test_a_damaged_base_backup_is_refused(archived: tuple[Installation, datetime]) -> None:
    here, when = archived
    [base] = (here.root / "var" / "backups").glob("base_*")
    original = (base / "base.tar.gz").read_bytes()
    try:
        _flip(base / "base.tar.gz")
        with pytest.raises(BackupError, match="SHA-256 differs"):
            restore_moment(here, when, here.root / "damaged")
    finally:
        (base / "base.tar.gz").write_bytes(original)


def test_a_running_database_is_not_replaced(
    archived: tuple[Installation, datetime], capsys: pytest.CaptureFixture[str]
) -> None:
    here, when = archived
    here.data_dir.mkdir(parents=True, exist_ok=True)
    (here.data_dir / "postmaster.pid").write_text("1")
    os.environ["SUITE_ROOT"] = str(here.root)
    assert restore_moment_main(["--time", when.isoformat(), "--replace"]) == 1
    assert "stop-all" in capsys.readouterr().err


def test_backups_are_repeated_until_asked_to_end(here: Installation) -> None:
    code = "import sys; from suite_ops.cli import main; sys.exit(main(['backup', '--every', '0.0001']))"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
    try:
        folder = here.settings.backup_folder(here.root)
        assert wait_until(lambda: len(list(folder.glob("*.json"))) >= 2, 60)
    finally:
        process.terminate()
        assert process.wait(60) == 0


def test_a_backup_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    class Clock:
        def set(self) -> None: ...

        def is_set(self) -> bool:
            return len(waited) == 2

        def wait(self, seconds: float) -> None:
            waited.append(seconds)

    monkeypatch.setattr(command, "Event", Clock)
    monkeypatch.setattr(command.signal, "signal", lambda *_: None)
    results = iter([1, 0])
    assert command.repeat(lambda: next(results), 24 * 3600) == 0
    assert [round(seconds / 3600) for seconds in waited] == [1, 24]


def notes_at(here: Installation, moment: datetime, target: Path) -> int:
    """How many notes there were at a moment."""
    restore_moment(here, moment, target)
    restored = Cluster(target, free_port(), here.settings.database_superpass.reveal())  # type: ignore[union-attr]
    restored.start()
    try:
        dsn = restored.admin_dsn(here.settings.database_name)
        with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM workspace.notes")
            row = cursor.fetchone()
            assert row is not None
            return int(row[0])
    finally:
        restored.stop()


def test_after_a_moment_took_the_place_of_the_data_every_moment_can_be_reached_again(
    archived: tuple[Installation, datetime], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here, when = archived
    shutil.rmtree(here.data_dir, ignore_errors=True)
    monkeypatch.setenv("SUITE_ROOT", str(here.root))
    assert restore_moment_main(["--time", when.isoformat(), "--replace"]) == 0
    said = capsys.readouterr().err
    assert "the log before is kept in" in said and "begin a new archive" in said
    password = here.settings.database_superpass
    assert password is not None
    served = Cluster(here.data_dir.resolve(), free_port(), password.reveal())
    monkeypatch.setenv("FRONTEND_APPS_DB_PORT", str(served.port))
    after = load_installation()
    served.start()
    try:
        with archiving(after):
            run(after, "INSERT INTO workspace.notes (text) VALUES ('after')")
            time.sleep(0.05)  # commits are told apart by their time
            moment = datetime.now(UTC)
            time.sleep(0.05)
            run(after, "DELETE FROM workspace.notes")
            run(after, "SELECT pg_switch_wal()")
            assert wait_until(lambda: is_level(after), 60)
    finally:
        served.stop()
    assert notes_at(after, moment, here.root / "again") == 502
    assert notes_at(after, when, here.root / "before") == 501


@pytest.mark.skipif(os.geteuid() != 0, reason="only root writes for others")
def test_what_root_backs_up_belongs_to_whom_the_folder_belongs(
    here: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    var = here.root / "var"
    var.mkdir(exist_ok=True)
    os.chown(var, 12345, 12345)
    back_up(capsys)
    back_up(capsys, "--physical")
    written = list(var.rglob("*"))
    assert any(path.name == "base.tar.gz" for path in written)
    assert any(path.suffix == ".prom" for path in written)
    assert {path.stat().st_uid for path in written} == {12345}
