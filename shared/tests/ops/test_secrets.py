"""Secrets are made once, for the names that lack one, in a file only its owner reads."""

import re
import stat
from pathlib import Path

from suite.environment import load_environment
from suite_ops.environment.secrets import all_names, generate_missing_secrets


def test_every_secret_is_long_and_needs_no_quoting(tmp_path: Path) -> None:
    made = generate_missing_secrets(tmp_path, {}, all_names())
    environment = load_environment(tmp_path, {})
    assert made == list(all_names())
    assert len({environment[name] for name in made}) == len(made)
    for name in made:
        assert re.fullmatch(r"[A-Za-z0-9_-]{32,}", environment[name])


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    (tmp_path / ".env.local").write_text("A=1\n")
    generate_missing_secrets(tmp_path, {}, ["JWT_SECRET"])
    assert stat.S_IMODE((tmp_path / ".env.local").stat().st_mode) == 0o600


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    generate_missing_secrets(tmp_path, {}, all_names())
    before = (tmp_path / ".env.local").read_bytes()
    assert generate_missing_secrets(tmp_path, load_environment(tmp_path, {}), all_names()) == []
    assert (tmp_path / ".env.local").read_bytes() == before


def test_lines_that_stand_there_stay(tmp_path: Path) -> None:
    text = "# mine\nAPP_BLOG_DB_PASSWORD='chosen by hand'\nexport OTHER=1"
    (tmp_path / ".env.local").write_text(text)
    made = generate_missing_secrets(tmp_path, load_environment(tmp_path, {}), all_names())
    after = (tmp_path / ".env.local").read_text()
    assert after.startswith(f"{text}\n")
    assert "APP_BLOG_DB_PASSWORD" not in made
    assert load_environment(tmp_path, {})["APP_BLOG_DB_PASSWORD"] == "chosen by hand"


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    generate_missing_secrets(tmp_path, {}, all_names())
    assert [path.name for path in tmp_path.iterdir()] == [".env.local"]
