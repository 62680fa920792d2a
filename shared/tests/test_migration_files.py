"""Reading migration files, before any database is asked."""

from pathlib import Path

import pytest

from suite.migrations import MigrationsRefused, read_migrations
from suite.migrations.statements import split_statements


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name[1:]}.sql").write_text(text, encoding="utf-8")
    return folder


def refusals(folder: Path) -> list[str]:
    with pytest.raises(MigrationsRefused) as refused:
        read_migrations(folder)
    return refused.value.problems


def test_files_come_in_order_of_their_version(tmp_path: Path) -> None:
    write(tmp_path, _0002_b="SELECT 2", _0001_a="SELECT 1")
    assert [file.file_name for file in read_migrations(tmp_path)] == ["0001_a.sql", "0002_b.sql"]


def test_checksum_is_the_sha256_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_bytes(b"SELECT 1;\r\n")
    expected = "d3cd5042f97738960d802ad6b3a548dfa18152215118ba18f04493bc6944b0e4"
    assert read_migrations(tmp_path)[0].checksum == expected


def test_duplicates_gaps_and_bad_names_are_reported_together(tmp_path: Path) -> None:
    write(tmp_path, _0001_a="SELECT 1", _0001_b="SELECT 1", _0004_d="SELECT 1", _five="SELECT 1")
    assert refusals(tmp_path) == [
        "five.sql: not named NNNN_name.sql in lower case",
        "0001_b.sql: version 0001 is also 0001_a.sql",
        "0004_d.sql: version 0002 is missing before it",
    ]


@pytest.mark.parametrize("text", ["", "  \n", "-- only words;\n", "/* ; */ ;"])
def test_a_file_without_a_statement_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path, _0001_a=text)
    assert refusals(tmp_path) == ["0001_a.sql: holds no statement"]


@pytest.mark.parametrize("word", ["BEGIN", "commit", "Rollback", "START  TRANSACTION"])
def test_transaction_control_is_refused(tmp_path: Path, word: str) -> None:
    write(tmp_path, _0001_a=f"SELECT 1; -- first\n {word};")
    assert refusals(tmp_path) == [f"0001_a.sql: {word.upper()} would end or nest the transaction of the migration"]


def test_words_inside_quotes_and_bodies_are_no_transaction_control(tmp_path: Path) -> None:
    body = "DO $$ BEGIN PERFORM 1; COMMIT; END $$; SELECT 'a;commit', \"x;rollback\", E'\\';begin'; -- ;abort"
    write(tmp_path, _0001_a=body)
    assert read_migrations(tmp_path)[0].sql == body


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_bytes(b"SELECT '\xff'")
    assert refusals(tmp_path) == ["0001_a.sql: not UTF-8"]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert refusals(tmp_path / "alpha" / "migrations") == ["alpha/migrations: no such folder"]


def test_only_the_first_line_opts_out_of_the_transaction(tmp_path: Path) -> None:
    write(tmp_path, _0001_a="-- no-transaction\nSELECT 1", _0002_b="SELECT 1\n-- no-transaction\n")
    assert [file.transactional for file in read_migrations(tmp_path)] == [False, True]


def test_statements_are_split_at_semicolons_outside_quotes() -> None:
    sql = "-- first;\nSELECT ';' AS a;\n\nDO $x$ BEGIN NULL; END $x$;\n;SELECT $1;$1 -- ; end\n"
    found = dict(split_statements(sql))
    assert [text.split("\n")[0] for text in found.values()] == [
        "SELECT ';' AS a",
        "DO $x$ BEGIN NULL; END $x$",
        "SELECT $1",
        "$1 -- ; end",
    ]
    assert all(sql[offset:].startswith(text) for offset, text in found.items())
