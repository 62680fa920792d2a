"""Backups elsewhere: copied under a key, read back, pruned by count and age, and enough to restore from alone."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import psycopg2
import pytest
from moto import mock_aws

from suite_ops.backup import command, restore, restore_moment
from suite_ops.backup.failures import BackupError
from suite_ops.backup.offsite import Offsite, _old, _unneeded_log, newest, offsite_of
from suite_ops.backup.wal_archive import WalArchive
from suite_ops.database.bootstrap import prepare_database
from suite_ops.database.cluster import Cluster
from suite_ops.database.throwaway import free_port, reachable_folder, throwaway_cluster
from suite_ops.installation import Installation, load_installation
from suite_ops.processes.patience import wait_until
from suite_testing.log_archive import PATIENCE_SECONDS, archiving, is_level

BUCKET, KEY = "elsewhere", "a key of more than thirty-two characters"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with throwaway_cluster() as made:
        yield made


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in {"BACKUP_S3_ACCESS_KEY_ID": "test", "BACKUP_S3_SECRET_ACCESS_KEY": "test"}.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
        client.create_bucket(Bucket=BUCKET)
        yield client


@pytest.fixture
def here(cluster: Cluster, storage: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    with reachable_folder("suite elsewhere ") as root:
        (root / "services-manifest.json").write_text('{"version":1,"services":[]}')
        given = {
            "SUITE_ROOT": str(root),
            "APP_ENV": "development",
            "FRONTEND_APPS_DB_PORT": str(cluster.port),
            "FRONTEND_APPS_DB_SUPERPASS": cluster.password,
            "BACKUP_KEY": KEY,
            "BACKUP_S3_BUCKET": BUCKET,
        }
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        prepare_database(cluster.admin_dsn(), "frontend_apps")
        yield load_installation()


def rows(here: Installation, statement: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(here.settings.admin_dsn())) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        connection.commit()
        return cursor.fetchall() if cursor.description else []


def stored(storage: Any) -> list[str]:
    return [entry["Key"] for entry in storage.list_objects_v2(Bucket=BUCKET).get("Contents", ())]


def test_a_database_comes_back_from_elsewhere_alone(
    here: Installation, storage: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    rows(here, "CREATE TABLE IF NOT EXISTS public.kept AS SELECT generate_series(1, 100) AS number")
    assert command.main([]) == 0
    assert [key.partition("/")[0] for key in stored(storage)] == ["colmeia", "colmeia"]
    dump = next(key for key in stored(storage) if key.endswith(".dump.enc"))
    assert storage.get_object(Bucket=BUCKET, Key=dump)["Body"].read(8) == b"COLMEIA1"
    shutil.rmtree(here.root / "var")
    rows(here, "DROP TABLE public.kept")
    capsys.readouterr()
    assert command.main(["--fetch", str(here.root / "fetched")]) == 0
    fetched = capsys.readouterr().out.strip()
    assert restore.main([fetched, "--replace", "--yes"]) == 0
    assert rows(here, "SELECT count(*) FROM public.kept") == [(100,)]


def test_a_base_backup_and_the_log_go_elsewhere_and_come_back(here: Installation, storage: Any) -> None:
    assert command.main(["--physical"]) == 0
    wal = here.root / "var" / "backups" / "wal"
    wal.mkdir(mode=0o700)
    (wal / "000000010000000000000002").write_bytes(b"log" * 1000)
    archive = WalArchive(here, None)  # type: ignore[arg-type]
    archive._look()
    assert any(key.endswith("wal/000000010000000000000002.enc") for key in stored(storage))
    target = here.root / "fetched"
    assert command.main(["--physical", "--fetch", str(target)]) == 0
    [base] = target.glob("base_*")
    assert {path.name for path in base.iterdir()} >= {"base.tar.gz.enc", "files.json"}
    assert (target / "wal" / "000000010000000000000002.enc").is_file()


def test_a_moment_comes_back_from_elsewhere_alone(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    rows(here, "CREATE TABLE public.moments (text TEXT)")
    assert command.main(["--physical"]) == 0
    with archiving(here, BACKUP_S3_BUCKET=""):
        rows(here, "INSERT INTO public.moments VALUES ('before')")
        time.sleep(0.05)  # commits are told apart by their time
        moment = datetime.now(UTC)
        time.sleep(0.05)
        rows(here, "DELETE FROM public.moments")
        rows(here, "SELECT pg_switch_wal()")
        assert wait_until(lambda: is_level(here), PATIENCE_SECONDS)
    WalArchive(here, None)._look()  # type: ignore[arg-type]
    shutil.rmtree(here.root / "var" / "backups")
    fetched, target = here.root / "fetched", here.root / "moment"
    assert command.main(["--physical", "--fetch", str(fetched)]) == 0
    monkeypatch.setenv("BACKUP_DIR", str(fetched))
    assert restore_moment.main(["--time", moment.isoformat(), "--into", str(target)]) == 0
    restored = Cluster(target, free_port(), os.environ["FRONTEND_APPS_DB_SUPERPASS"])
    restored.start()
    try:
        dsn = restored.admin_dsn("frontend_apps")
        with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT text FROM public.moments")
            assert cursor.fetchall() == [("before",)]
    finally:
        restored.stop()


def test_nothing_goes_elsewhere_without_a_key(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BACKUP_KEY")
    with pytest.raises(BackupError, match="needs BACKUP_KEY"):
        offsite_of(load_installation(here.root))


def test_what_comes_back_as_other_bytes_is_refused(storage: Any, tmp_path: Path) -> None:
    (tmp_path / "dump.enc").write_bytes(b"sent")
    offsite = Offsite(storage, BUCKET, "x")
    sent = storage.upload_file
    storage.upload_file = lambda path, bucket, key: storage.put_object(Bucket=bucket, Key=key, Body=b"other")
    try:
        with pytest.raises(BackupError, match="other bytes"):
            offsite.store(tmp_path, [tmp_path / "dump.enc"])
    finally:
        storage.upload_file = sent


def test_a_bucket_that_is_not_there_is_named(storage: Any, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="storage, nowhere"):
        Offsite(storage, "nowhere", "x").names()


def test_old_backups_elsewhere_go_by_count_and_by_age_and_the_newest_stays() -> None:
    now = datetime.now(UTC)
    groups = [["oldest"], ["old"], ["new"]]
    ages = {"oldest": 200, "old": 100, "new": 95}
    stored = {name: now - timedelta(days=age) for name, age in ages.items()}
    assert sorted(_old(stored, groups, keep=3, days=90)) == ["old", "oldest"]
    assert list(_old(stored, groups, keep=2, days=365)) == ["oldest"]
    assert list(_old(stored, groups, keep=3, days=365)) == []


def test_the_log_elsewhere_goes_with_the_base_backup_that_needs_it() -> None:
    now = datetime.now(UTC)
    ages = {"base_20260101T000000Z/files.json": 5, "wal/older.enc": 7, "wal/newer.enc": 4}
    stored = {name: now - timedelta(days=age) for name, age in ages.items()}
    assert _unneeded_log(stored, list(stored)) == ["wal/older.enc"]
    assert _unneeded_log(stored, ["wal/older.enc"]) == []


def test_an_empty_storage_says_so() -> None:
    with pytest.raises(BackupError, match="no backup of this kind"):
        newest([], physical=False)
