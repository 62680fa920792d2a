"""Which migrations code of the version before survives."""

from pathlib import Path

import pytest

from suite.environment import find_root
from suite_ops.deployment.migration_safety import Danger, find_dangers

SAFE = [
    "CREATE TABLE notes (id INT PRIMARY KEY, text TEXT NOT NULL);",
    "CREATE INDEX idx_notes_text ON notes (text);",
    "ALTER TABLE notes ADD COLUMN colour TEXT;",
    "ALTER TABLE notes ADD COLUMN n INT NOT NULL DEFAULT 0;",
    "ALTER TABLE notes ADD CONSTRAINT ck_notes CHECK (text IS NOT NULL) NOT VALID;",
    "ALTER TABLE notes DROP CONSTRAINT ck_notes;",
    "ALTER TABLE notes ALTER COLUMN text DROP NOT NULL;",
    "GRANT SELECT ON notes TO app_notes;",
    "GRANT TRUNCATE ON notes TO app_notes;",
    "INSERT INTO notes VALUES (1, 'DROP TABLE notes');",
    "-- DROP TABLE notes;\nSELECT 1;",
    "CREATE TABLE fresh (id INT); ALTER TABLE fresh ALTER COLUMN id TYPE BIGINT;",
    "DROP INDEX idx_notes_text;",
    "REVOKE UPDATE ON notes FROM app_notes;",
    "ALTER TABLE notes ADD COLUMN n INT DEFAULT 0 NOT NULL;",
    "ALTER TABLE notes ADD COLUMN n INT NOT NULL GENERATED ALWAYS AS (id + 1) STORED;",
]
DANGEROUS = [
    ("DROP TABLE notes;", "removes a table"),
    ("ALTER TABLE notes\n  DROP COLUMN text;", "removes a column"),
    ("ALTER TABLE notes DROP text;", "drops text"),
    ("ALTER TABLE notes RENAME TO memos;", "renames to memos"),
    ("ALTER TABLE notes RENAME COLUMN text TO body;", "renames to body"),
    ("ALTER TABLE notes ALTER COLUMN id TYPE BIGINT;", "changes the type of id"),
    ("ALTER TABLE notes ALTER text SET NOT NULL;", "makes text mandatory"),
    ("ALTER TABLE notes ADD COLUMN n INT NOT NULL;", "adds mandatory n"),
    ("TRUNCATE notes;", "empties notes"),
]


@pytest.mark.parametrize("sql", SAFE)
def test_additions_are_safe(sql: str) -> None:
    assert find_dangers(sql) == []


@pytest.mark.parametrize(("sql", "what"), DANGEROUS)
def test_what_takes_something_away_is_named(sql: str, what: str) -> None:
    assert [danger.what for danger in find_dangers(sql)] == [what]


def test_the_line_is_named() -> None:
    assert find_dangers("CREATE TABLE a (id INT);\n\n-- why\nDROP TABLE b;") == [Danger(4, "removes a table")]


def test_a_declared_contraction_is_let_through() -> None:
    assert find_dangers("-- contract: nothing reads it since 0.2\nDROP TABLE notes;") == []


def test_the_migrations_of_the_repository_are_judged() -> None:
    folder = find_root(Path(__file__).parent) / "services"
    found = {path.name: find_dangers(path.read_text(encoding="utf-8")) for path in folder.glob("*/migrations/*.sql")}
    assert {name: dangers for name, dangers in found.items() if dangers and not name.startswith("0001")} == {}
