"""A release: refused with a reason, shown without a change, or made whole."""

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from semver import Version

from suite_ops.release import command
from suite_ops.release.bill import BILL, LOCK, bill_of_materials
from suite_ops.release.changes import PLACES, changed_changelog, current_version
from suite_ops.release.refusal import ReleaseRefused
from suite_testing.repository_copy import ROOT

NEXT = str(Version.parse(current_version(ROOT)).bump_minor())
# A package of others may have the same number.
OF_OTHERS_TOO = "services/console/web/package-lock.json"
OTHERS = ("CHANGELOG.md", LOCK, "services-manifest.json")


def git(root: Path, *words: str) -> str:
    identity = ["-c", "user.name=Trial", "-c", "user.email=trial@example.org"]
    done = subprocess.run(["git", *identity, *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def names(root: Path, pattern: str) -> set[str]:
    """Files of a pattern, below `root`."""
    return {path.relative_to(root).as_posix() for path in root.glob(pattern)}


def numbered(root: Path, version: str) -> set[str]:
    """Tracked files that hold a version number, as git finds them."""
    number = rf"(^|[^0-9.^]){re.escape(version)}([^0-9.]|$)"
    # Locks are of other packages, the changelog of releases before; tests name what they like.
    others = [":!*.lock", ":!CHANGELOG.md", ":!*/tests/*", f":!{BILL}"]
    return set(git(root, "grep", "-lE", number, "--", ".", *others).split())


def test_every_file_that_holds_the_number_is_changed_by_a_release() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a repository: nobody releases here")
    known = {path for pattern in PLACES for path in names(ROOT, pattern)}
    assert numbered(ROOT, current_version(ROOT)) <= known


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A repository of the files that a release changes, with one commit."""
    for pattern in (*PLACES, *OTHERS):
        for path in ROOT.glob(pattern):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "Begin")
    for name, value in (("NAME", "Trial"), ("EMAIL", "trial@example.org")):
        monkeypatch.setenv(f"GIT_AUTHOR_{name}", value)
        monkeypatch.setenv(f"GIT_COMMITTER_{name}", value)
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    yield tmp_path


def test_a_dry_run_shows_every_change_and_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([NEXT, "--dry-run"]) == 0
    shown = capsys.readouterr()
    assert f'+VERSION = "{NEXT}"' in shown.out
    assert f"+## [{NEXT}] - " in shown.out
    assert f"+++ b/{BILL}" in shown.out
    for pattern, lines in PLACES.items():
        for path in root.glob(pattern):
            assert f"+++ b/{path.relative_to(root)}\n" in shown.out
        assert all(f"\n+{line.format(NEXT)}\n" in shown.out for line in lines)
    assert f"tag v{NEXT}" in shown.err
    assert f"docker build --file compose/Dockerfile --tag colmeia/suite:{NEXT} ." in shown.err
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "tag") == ""


def test_a_release_is_one_commit_with_a_tag_and_the_number_everywhere(root: Path) -> None:
    before = current_version(root)
    assert command.main([NEXT, "--no-image"]) == 0
    assert git(root, "log", "--format=%s", "-1") == f"Release {NEXT}"
    assert git(root, "describe") == f"v{NEXT}"
    assert git(root, "status", "--porcelain") == ""
    assert numbered(root, before) <= {OF_OTHERS_TOO}
    assert numbered(root, NEXT) >= {path for pattern in PLACES for path in names(root, pattern)}
    assert json.loads((root / BILL).read_text())["metadata"]["component"]["version"] == NEXT


@pytest.mark.parametrize("version", ["0.0.1", "1", "v9.0.0", current_version(ROOT)])
def test_a_number_that_does_not_follow_is_refused(root: Path, version: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([version, "--dry-run"]) == 1
    assert "is no semantic version above" in capsys.readouterr().err


def test_uncommitted_files_and_a_tag_that_exists_are_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(root, "tag", f"v{NEXT}")
    assert command.main([NEXT]) == 1
    assert "is tagged already" in capsys.readouterr().err
    (root / "left.txt").write_text("left")
    assert command.main([NEXT]) == 1
    assert "1 files are not committed: ?? left.txt" in capsys.readouterr().err


def test_a_file_with_another_number_is_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "shared" / "pyproject.toml").write_text('version = "9.9.9"\n')
    git(root, "commit", "--all", "--quiet", "--message", "Change")
    assert command.main([NEXT, "--no-image"]) == 1
    assert "shared/pyproject.toml has no line" in capsys.readouterr().err
    assert git(root, "tag") == ""


def test_a_changelog_that_tells_nothing_is_refused(root: Path) -> None:
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n- First\n")
    with pytest.raises(ReleaseRefused, match="nothing that is unreleased"):
        changed_changelog(root, NEXT, date(2026, 1, 15))


def test_what_was_unreleased_gets_the_number_and_the_day(root: Path) -> None:
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n\n- A thing\n")
    changed = changed_changelog(root, "1.2.0", date(2026, 1, 15))
    assert changed == "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-01-15\n\n- A thing\n"


def test_the_bill_names_every_locked_package_with_its_hashes(root: Path) -> None:
    (root / LOCK).write_text(
        "# lock\nFlask[async]==3.1.0 \\\n    --hash=sha256:"
        + "a" * 64
        + " \\\n    --hash=sha256:"
        + "b" * 64
        + '\n    # via x\nuuid_utils==0.1 ; python_version < "3.14" \\\n    --hash=sha256:'
        + "c" * 64
        + "\n"
    )
    moment = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
    bill = json.loads(bill_of_materials(root, "1.0.0", moment))
    assert (bill["bomFormat"], bill["specVersion"], bill["metadata"]["timestamp"]) == (
        "CycloneDX",
        "1.5",
        "2026-01-15T10:30:00Z",
    )
    flask, uuids = bill["components"]
    assert (flask["purl"], len(flask["hashes"])) == ("pkg:pypi/flask@3.1.0", 2)
    assert uuids["purl"] == "pkg:pypi/uuid-utils@0.1"
    assert bill["dependencies"][0]["dependsOn"] == [flask["purl"], uuids["purl"]]
    assert bill["serialNumber"] == json.loads(bill_of_materials(root, "1.0.0", moment))["serialNumber"]


def test_the_bill_of_this_repository_has_as_many_parts_as_the_lock() -> None:
    lock = (ROOT / LOCK).read_text(encoding="utf-8")
    bill = json.loads(bill_of_materials(ROOT, "1.0.0", datetime.now(UTC)))
    locked = [line for line in lock.splitlines() if line[:1].isalnum() and "==" in line]
    assert len(bill["components"]) == len(locked)
